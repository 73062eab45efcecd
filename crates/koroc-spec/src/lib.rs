//! The description of an application as plain data, and the one step that resolves it.
//!
//! Everything a program declares (models, resources, functions, settings) is held in the structs of this crate: no
//! generics, closures or async, and nothing of HTTP, SQL, HTML or AWS. [`resolve`] turns an [`App`] and its
//! [`Settings`] into a [`Resolved`]; every reader (the request path, the OpenAPI document, the pages, the migrations,
//! the CloudFormation template) takes `&Resolved` and nothing else, so that two readers cannot disagree.

mod app;
mod cloud;
mod cors;
mod deploy;
mod field;
mod form;
mod function;
pub mod json;
mod kind;
mod list;
mod metadata;
mod method;
mod model;
pub mod names;
mod order;
mod pagination;
mod path;
mod problem;
mod reads;
mod resolve;
mod resolved;
mod resource;
mod rule;
mod serializer;
mod settings;
mod shape;
mod throttle;
mod upload;
mod value;
mod versioning;
mod view;
mod view_schema;

pub use app::{App, Login, MediaView, Mount, ObtainToken, Router, SchemaView};
pub use cloud::{Authorizer, Cloud, CloudDatabase, GatewayThrottling};
pub use cors::Cors;
pub use deploy::{Deploy, ProvisionedConcurrency};
pub use field::{Auto, DatePart, DefaultValue, Field, Limits, UniqueFor, ValueType, Wire};
pub use form::{Authenticator, CustomRenderer, Parser, Renderer};
pub use function::{Endpoint, Function, Trigger};
pub use kind::{Choice, FieldKind, IntegerWidth, IpProtocol, OnDelete, RelatedBy, Relation};
pub use list::{FieldPath, Filter, FilterBy, FilterForms, ListPolicy, Lookup, ResolvedFilter, ResolvedFilterBy, ResolvedSearch, Search, SearchMode};
pub use metadata::Metadata;
pub use method::Method;
pub use model::{Condition, Index, Model, UniqueTogether};
pub use order::{OrderBy, Ordering, ResolvedOrder};
pub use pagination::{Cursor, LimitOffset, PageNumber, Pagination};
pub use path::{Path, Segment};
pub use problem::Problem;
pub use reads::{Hop, Reads, Record};
pub use resolve::resolve;
pub use resolved::{Action, Group, GroupKind, Operation, Policy, Resolved, Route, RouteKind};
pub use resource::{ExtraAction, Handler, Hook, HookPoint, Resource, StandardAction};
pub use rule::Rule;
pub use serializer::{FieldForm, Serializer, SerializerField};
pub use settings::{PasswordCost, Settings};
pub use shape::{Shape, ShapeField, Source, TogetherQuestion, UniqueForQuestion, UniqueQuestion};
pub use throttle::{Limit, Rate, Throttle, ThrottleBy, ThrottleStore};
pub use upload::{FileContent, TemporaryFile, UploadedFile};
pub use value::{Map, Value, ValueRef};
pub use versioning::{VersionScheme, Versioning};
pub use view::{ApiView, Suffixes, View, ViewPolicy};
pub use view_schema::{Answer, Content, ContentForm, ResolvedContent, ResolvedSchema, ViewSchema};
