//! One row.

use koroc_serial::Env;
use koroc_spec::Record;

use super::Act;
use crate::call::Call;
use crate::rows::{Object, no_match};
use crate::{ApiError, Reply, records};

pub(super) async fn retrieve(call: &Call<'_>, act: Act<'_>, object: Object) -> Result<Reply, ApiError> {
    let fields = match object {
        Object::Written(json) => return Ok(Reply::written(json)),
        Object::Row(fields) => fields,
    };
    let (model, serializer) = act.rows()?;
    if serializer.is_flat() {
        let values = serializer.columns().iter().map(|&column| fields[column].clone()).collect();
        return Ok(Reply::json(&serializer.represent(&Record { values, ..Record::default() }, &Env::NONE)));
    }
    let record = call.service.db().record(&fields, serializer.reads()).await?;
    let shown = records::shown(&call.context(None, None), serializer, vec![record]).await?.pop();
    Ok(Reply::json(&shown.ok_or_else(|| no_match(call, model))?))
}
