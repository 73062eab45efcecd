//! What a resource has in Rust: hooks, actions, handlers.
//!
//! A request that writes takes these steps, and only the third is a transaction: the body is validated; `before_…` runs; the row is written with all that
//! belongs to it and read for the answer; `after_…` runs. That is Django without `ATOMIC_REQUESTS`, whose `perform_create` is the program's own code as well.
//! What must be written together with the row, or not at all, is written by `create_with` and `update_with` through [`Context::save_with`].

use std::pin::Pin;

use axum::handler::Handler;
use koroc_db::{Expr, Model};
use koroc_http::{ApiError, Behaviours, Changes, Context};
use koroc_spec::{Hook, HookPoint, Method, Value};

use super::ModelViewSet;
use crate::action::IntoAction;
use crate::function::method_router;

impl<M: Model, P> ModelViewSet<M, P> {
    /// Runs before a row is made, with the validated values (DRF's `perform_create`): it may set further ones, or refuse.
    ///
    /// No transaction is open yet: what it writes itself stays, even if the row is refused afterwards.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// async fn in_capitals(_: Context, mut changes: Changes) -> Result<Changes, ApiError> {
    ///     if let Some(symbol) = changes.get(Fund::SYMBOL)? {
    ///         changes.set(Fund::SYMBOL, symbol.to_uppercase())?;
    ///     }
    ///     Ok(changes)
    /// }
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).before_create(in_capitals)
    /// # ;
    /// ```
    pub fn before_create<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Changes, ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::BeforeCreate, "before_create", move |behaviours, name| behaviours.before_write(name, hook))
    }

    /// Runs before a row is changed, with the validated values and the row ([`Context::object`]); DRF's `perform_update`. No transaction is open yet, as for
    /// [`before_create`](Self::before_create).
    pub fn before_update<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Changes, ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::BeforeUpdate, "before_update", move |behaviours, name| behaviours.before_write(name, hook))
    }

    /// Runs before a row is deleted, with the row ([`Context::object`]); an error keeps the row (DRF's `perform_destroy`). No transaction is open yet, as for
    /// [`before_create`](Self::before_create).
    pub fn before_destroy<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::BeforeDestroy, "before_destroy", move |behaviours, name| behaviours.before_destroy(name, hook))
    }

    /// Runs once a row was made and its transaction is committed, with it: the moment for what cannot be undone, such as a message.
    ///
    /// The answer is already read: it shows the row as it was committed, and nothing of what the hook changes. An error is answered in its place, and the row
    /// stays. What has to be written together with the row belongs into [`create_with`](Self::create_with).
    pub fn after_create<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context, M) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::AfterCreate, "after_create", move |behaviours, name| behaviours.after(name, with_row(hook)))
    }

    /// Runs once a row was changed and its transaction is committed, with it as it was committed; else as [`after_create`](Self::after_create).
    pub fn after_update<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context, M) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::AfterUpdate, "after_update", move |behaviours, name| behaviours.after(name, with_row(hook)))
    }

    /// Runs once a row was deleted and its transaction is committed, with it as it was; an error is answered, and the row stays deleted.
    pub fn after_destroy<F, R>(self, hook: F) -> Self
    where
        F: Fn(Context, M) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::AfterDestroy, "after_destroy", move |behaviours, name| behaviours.after(name, with_row(hook)))
    }

    /// Makes the row in place of what is done by itself (DRF's `perform_create`, or a serializer's `create`) and answers it;
    /// [`Context::save`] does what is done by itself.
    ///
    /// Each of its statements and saves is a transaction of its own. [`Context::save_with`] writes more in that of the row; what the answer shows beside the
    /// row is read when the function is done.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// async fn always_spy(context: Context, mut changes: Changes) -> Result<Fund, ApiError> {
    ///     changes.set(Fund::SYMBOL, "SPY")?;
    ///     context.save(changes).await
    /// }
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).create_with(always_spy)
    /// # ;
    /// ```
    pub fn create_with<F, R>(self, create: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<M, ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::Create, "create", move |behaviours, name| behaviours.write(name, as_row(create)))
    }

    /// Changes the row ([`Context::object`]) in place of what is done by itself (DRF's `perform_update`, or a serializer's `update`) and answers it; transactions
    /// are as for [`create_with`](Self::create_with).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # use koroc::db::Model;
    /// // The old symbol stays reserved: both rows are written, or neither.
    /// async fn reserved(context: Context, changes: Changes) -> Result<Fund, ApiError> {
    ///     let old: Fund = context.object()?;
    ///     context.save_with(changes, move |tx, _: &Fund| Fund { id: 0, name: "(reserved)".into(), symbol: old.symbol.clone() }.insert_in(tx).map(drop)).await
    /// }
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).update_with(reserved)
    /// # ;
    /// ```
    pub fn update_with<F, R>(self, update: F) -> Self
    where
        F: Fn(Context, Changes) -> R + Send + Sync + 'static,
        R: Future<Output = Result<M, ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::Update, "update", move |behaviours, name| behaviours.write(name, as_row(update)))
    }

    /// Deletes the row ([`Context::object`]) in place of what is done by itself (DRF's `perform_destroy`).
    ///
    /// ```
    /// # use koroc::doc::*;
    /// async fn unless_traded(context: Context) -> Result<(), ApiError> {
    ///     let fund: Fund = context.object()?;
    ///     let deleted = Fund::objects().filter(Fund::ID.eq(fund.id)).delete(context.db()).await;
    ///     deleted.map(|_| ()).map_err(|_| ApiError::conflict("It is traded."))
    /// }
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).destroy_with(unless_traded)
    /// # ;
    /// ```
    pub fn destroy_with<F, R>(self, destroy: F) -> Self
    where
        F: Fn(Context) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), ApiError>> + Send + 'static,
    {
        self.hook(HookPoint::Destroy, "destroy", move |behaviours, name| behaviours.destroy(name, destroy))
    }

    /// Which rows there are for whoever asks (DRF's `get_queryset`): in lists, for the row that a path names, and in actions.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// fn cheap_ones(context: &Context) -> Result<Expr<Fund>, ApiError> {
    ///     let all = context.user().is_some_and(|user| user.is_staff);
    ///     Ok(if all { Expr::all() } else { Fund::ID.lt(100) })
    /// }
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).scope(cheap_ones)
    /// # ;
    /// ```
    pub fn scope<F>(mut self, scope: F) -> Self
    where
        F: Fn(&Context) -> Result<Expr<M>, ApiError> + Send + Sync + 'static,
    {
        // A name of its own is made of the resource's, as for hooks.
        self.resource.data.scope = Some("scope".to_owned());
        self.resource.bindings.push(Box::new(move |behaviours, resource| {
            behaviours.scope(&format!("{resource}.scope"), move |context| scope(&context)?.cond(context.resolved()).map_err(ApiError::internal))
        }));
        self
    }

    /// Adds a hook; several at one point run in order and are told apart by number.
    fn hook(mut self, point: HookPoint, name: &str, bind: impl FnOnce(Behaviours, &str) -> Behaviours + Send + 'static) -> Self {
        let hooks = &mut self.resource.data.hooks;
        let name = match hooks.iter().filter(|hook| hook.point == point).count() {
            0 => name.to_owned(),
            earlier => format!("{name}_{}", earlier + 1),
        };
        hooks.push(Hook { point, name: name.clone() });
        self.resource.bindings.push(Box::new(move |behaviours, resource| bind(behaviours, &format!("{resource}.{name}"))));
        self
    }

    /// Adds an operation beyond the standard ones, made by `#[action]`.
    pub fn action(mut self, action: impl IntoAction) -> Self {
        let action = action.into_action();
        self.resource.models.extend(action.models);
        self.resource.functions.extend(action.functions);
        self.resource.data.extra.push(action.data);
        self.resource.permissions.extend(action.permissions);
        self.resource.bindings.push(action.bind);
        self
    }

    /// Adds a plain axum handler at a path behind the resource's; axum's extractors work in it, and `Extension<Context>` is among them.
    ///
    /// It is authenticated and permitted as the resource is, and answers in its own form.
    ///
    /// ```
    /// # use koroc::doc::*;
    /// # let _ =
    /// ModelViewSet::<Fund>::new().permission(IsAuthenticated).handler("ticker", "/ticker.txt", [Method::Get], async || "SPY 512.03")
    /// # ;
    /// ```
    pub fn handler<T: 'static>(mut self, name: &str, path: &str, methods: impl IntoIterator<Item = Method>, handler: impl Handler<T, ()>) -> Self {
        let (name, path, methods) = (name.to_owned(), path.to_owned(), methods.into_iter().collect::<Vec<_>>());
        let router = method_router(&methods, handler);
        let data =
            koroc_spec::Handler { name: name.clone(), path, methods, permission: None, description: String::new(), schema: koroc_spec::ViewSchema::default() };
        self.resource.data.handlers.push(data);
        self.resource.bindings.push(Box::new(move |behaviours, resource| behaviours.handler(&format!("{resource}.{name}"), router)));
        self
    }
}

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send>>;

/// A hook with the row as a struct.
fn with_row<M: Model, F, R>(hook: F) -> impl Fn(Context, Vec<Value>) -> Boxed<()> + Send + Sync
where
    F: Fn(Context, M) -> R + Send + Sync + 'static,
    R: Future<Output = Result<(), ApiError>> + Send + 'static,
{
    move |context, row| match M::from_row(row) {
        Ok(row) => Box::pin(hook(context, row)),
        Err(error) => Box::pin(std::future::ready(Err(error.into()))),
    }
}

/// A way of writing that answers the row's fields.
fn as_row<M: Model, F, R>(write: F) -> impl Fn(Context, Changes) -> Boxed<Vec<Value>> + Send + Sync
where
    F: Fn(Context, Changes) -> R + Send + Sync + 'static,
    R: Future<Output = Result<M, ApiError>> + Send + 'static,
{
    move |context, changes| {
        let written = write(context, changes);
        Box::pin(async move { Ok(written.await?.to_row()) })
    }
}
