//! One row.

use koroc_serial::Env;
use koroc_spec::Record;

use super::Act;
use crate::rows::Object;
use crate::{ApiError, Reply};

pub(super) fn retrieve(act: Act<'_>, object: Object) -> Result<Reply, ApiError> {
    match object {
        Object::Written(json) => Ok(Reply::written(json)),
        Object::Row(fields) => {
            let (_, serializer) = act.rows()?;
            let columns: Vec<_> = serializer.columns().iter().map(|&column| fields[column].clone()).collect();
            Ok(Reply::json(&serializer.represent(&Record { values: columns, ..Record::default() }, &Env::NONE)))
        }
    }
}
