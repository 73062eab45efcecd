//! What operations do once a request is let in, each in a file of its own.

mod create;
mod destroy;
mod extra;
mod handler;
mod list;
mod media;
mod options;
mod retrieve;
mod root;
mod save;
mod schema;
mod token;
mod update;
mod written;

use koroc_spec::{Action, Operation};

use crate::call::Call;
use crate::plan::OperationPlan;
use crate::rows::Object;
use crate::{ApiError, Reply};

pub(crate) use options::options;

/// An operation on its way: what it is and what it needs.
#[derive(Clone, Copy)]
pub(crate) struct Act<'r> {
    pub(crate) operation: &'r Operation,
    pub(crate) plan: &'r OperationPlan,
}

/// Does what the operation is for. `object` is the row that the path names, where it names one.
pub(crate) async fn act(call: &mut Call<'_>, act: Act<'_>, object: Option<Object>) -> Result<Reply, ApiError> {
    match (&act.operation.action, object) {
        (Action::List, _) => list::list(call, act).await,
        (Action::Create, _) => create::create(call, act).await,
        (Action::Retrieve, Some(object)) => retrieve::retrieve(call, act, object).await,
        (Action::Update, Some(object)) => update::update(call, act, &object, false).await,
        (Action::PartialUpdate, Some(object)) => update::update(call, act, &object, true).await,
        (Action::Destroy, Some(object)) => destroy::destroy(call, act, object).await,
        (Action::Retrieve | Action::Update | Action::PartialUpdate | Action::Destroy, None) => Err(ApiError::not_found()),
        (Action::Extra, object) => extra::extra(call, act, object).await,
        (Action::Handler, _) => handler::handler(call, act).await,
        (Action::Root, _) => root::root(call),
        (Action::ObtainToken, _) => token::token(call, act).await,
        (Action::Schema, _) => schema::schema(call),
        (Action::Media, _) => media::media(call).await,
        // Their routes never come this far: they are Django's views, which answer by themselves.
        (Action::Login | Action::Logout, _) => Err(ApiError::no_route()),
    }
}

impl Act<'_> {
    /// The model and serializer of an operation about rows.
    fn rows(&self) -> Result<(usize, &koroc_serial::Serializer), ApiError> {
        match (self.operation.model, self.plan.serializer.as_deref()) {
            (Some(model), Some(serializer)) => Ok((model, serializer)),
            _ => Err(ApiError::internal("an operation about rows has a model and a serializer")),
        }
    }
}
