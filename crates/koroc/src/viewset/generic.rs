//! A resource's operations at one path, without a router (DRF's generic views).

use std::marker::PhantomData;

use koroc_db::Model;
use koroc_spec::StandardAction::{self, Create, Destroy, List, PartialUpdate, Retrieve, Update};

use super::ModelViewSet;
use crate::models::ModelFunctions;

/// The operations of a model at one path, for [`App::view`](crate::App::view): DRF's nine generic views.
///
/// ```
/// # use koroc::doc::*;
/// # let _ =
/// App::new("example")
///     .view("/all-funds", "all_funds", GenericView::<Fund>::list().permission(AllowAny))
///     .view("/fund-by-symbol/{symbol}", "fund_by_symbol", GenericView::<Fund>::retrieve_update().permission(IsAdminUser).lookup(Fund::SYMBOL))
/// # ;
/// ```
pub struct GenericView<M>(PhantomData<fn() -> M>);

impl<M: Model + ModelFunctions> GenericView<M> {
    /// GET on the collection (`ListAPIView`).
    pub fn list() -> ModelViewSet<M> {
        of(&[List])
    }

    /// POST on the collection (`CreateAPIView`).
    pub fn create() -> ModelViewSet<M> {
        of(&[Create])
    }

    /// GET and POST on the collection (`ListCreateAPIView`).
    pub fn list_create() -> ModelViewSet<M> {
        of(&[List, Create])
    }

    /// GET on a row (`RetrieveAPIView`).
    pub fn retrieve() -> ModelViewSet<M> {
        of(&[Retrieve])
    }

    /// PUT and PATCH on a row (`UpdateAPIView`).
    pub fn update() -> ModelViewSet<M> {
        of(&[Update, PartialUpdate])
    }

    /// DELETE on a row (`DestroyAPIView`).
    pub fn destroy() -> ModelViewSet<M> {
        of(&[Destroy])
    }

    /// GET, PUT and PATCH on a row (`RetrieveUpdateAPIView`).
    pub fn retrieve_update() -> ModelViewSet<M> {
        of(&[Retrieve, Update, PartialUpdate])
    }

    /// GET and DELETE on a row (`RetrieveDestroyAPIView`).
    pub fn retrieve_destroy() -> ModelViewSet<M> {
        of(&[Retrieve, Destroy])
    }

    /// GET, PUT, PATCH and DELETE on a row (`RetrieveUpdateDestroyAPIView`).
    pub fn retrieve_update_destroy() -> ModelViewSet<M> {
        of(&[Retrieve, Update, PartialUpdate, Destroy])
    }
}

fn of<M: Model + ModelFunctions>(actions: &[StandardAction]) -> ModelViewSet<M> {
    let mut viewset = ModelViewSet::new();
    viewset.resource.data.actions = actions.to_vec();
    viewset
}
