//! All that a program's declarations usually name: `use koroc::prelude::*;`.

pub use std::net::IpAddr;
pub use std::process::ExitCode;

pub use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
pub use koroc_db::{Expr, File, ForeignKey, ManyToMany, OneToOne};
pub use koroc_http::{ApiError, Changes, Context, Invocation, Reply};
pub use koroc_macros::{action, api_view, function, view};
pub use koroc_spec::DefaultValue::CurrentUser;
pub use koroc_spec::Lookup::{Contains, EndsWith, Exact, Gt, Gte, IContains, IEndsWith, IExact, IStartsWith, In, IsNull, Lt, Lte, Range, StartsWith, Year};
pub use koroc_spec::Rule::{AllowAny, FromSettings, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, ModelPermissions, ModelPermissionsOrAnonReadOnly};
pub use koroc_spec::{
    Authenticator, Authorizer, Cloud, Cors, Cursor, Deploy, LimitOffset, Metadata, Method, PageNumber, Pagination, Parser, Renderer, Throttle, UploadedFile,
    Versioning,
};
pub use rust_decimal::Decimal;
pub use serde_json::Value as Json;
pub use uuid::Uuid;

pub use crate::columns::{CursorBy, FilterWith, SearchBy};
pub use crate::serializer::{FieldOptions, RelatedOptions, SerializerStruct, computed, computed_async, nested};
pub use crate::{ApiView, App, Content, GenericView, Given, IntoResource, Model, ModelViewSet, Permission, ReadOnlyModelViewSet, Router, Serializer};
