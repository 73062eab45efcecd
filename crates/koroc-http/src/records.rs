//! Rows with what is related to them and what the program's functions make of them: the general way to an answer.

use std::future::Future;
use std::pin::Pin;

use http::{HeaderMap, Uri};
use koroc_serial::{Env, Serializer};
use koroc_spec::{Reads, Record, Value};

use crate::behaviour::Computed;
use crate::links;
use crate::routes::parameters;
use crate::service::Service;
use crate::{ApiError, Client, Context};

/// The wire form of records that were read as the serializer says.
///
/// # Errors
/// Those of the program's functions.
pub(crate) async fn shown(context: &Context, serializer: &Serializer, mut records: Vec<Record>) -> Result<Vec<Value>, ApiError> {
    compute(context, serializer.reads(), &mut records).await?;
    Ok(context.asking().env(None, |env| records.iter().map(|record| serializer.represent(record, env)).collect()))
}

/// The wire form of a row that was written, read as the serializer says; `partial`: part of it was.
///
/// # Errors
/// Those of the program's functions.
pub(crate) async fn written(context: &Context, serializer: &Serializer, mut record: Record, partial: bool) -> Result<Value, ApiError> {
    compute(context, serializer.reads(), std::slice::from_mut(&mut record)).await?;
    Ok(context.asking().env(None, |env| serializer.represent(&record, &Env { partial, ..*env })))
}

/// Who asks, and by which address: what serializers need to know of a request.
pub(crate) struct Asking<'r> {
    pub(crate) service: &'r Service,
    pub(crate) client: Client,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) uri: &'r Uri,
    /// The key of the user.
    pub(crate) user: Option<i64>,
    /// The format suffix of the path.
    pub(crate) suffix: Option<String>,
    /// The query that its links carry.
    pub(crate) query: String,
}

impl Asking<'_> {
    /// Works for the request; `row`: the row that an input changes, all its fields.
    pub(crate) fn env<T>(&self, row: Option<&[Value]>, work: impl FnOnce(&Env<'_>) -> T) -> T {
        let base = links::base(self.client, self.headers, self.uri);
        let user = self.user.map(Value::Int);
        let find = |path: &str| {
            let found = self.service.table().find(path)?;
            let last = parameters(&self.service.resolved().routes[found.route], path, &found).pop().map(|(_, value)| value.to_owned());
            Some((found.route, last.unwrap_or_default()))
        };
        work(&Env { base: &base, format: self.suffix.as_deref(), query: &self.query, find: &find, user: user.as_ref(), row, partial: false })
    }
}

/// Fills in what the program's functions make of records and of those inside them.
fn compute<'a>(context: &'a Context, reads: &'a Reads, records: &'a mut [Record]) -> Pin<Box<dyn Future<Output = Result<(), ApiError>> + Send + 'a>> {
    Box::pin(async move {
        for record in records {
            for name in &reads.computed {
                let row = whole(context, reads, record);
                let function = context.inside().service.computed(name).ok_or_else(|| ApiError::internal(format!("nothing computes `{name}`")))?;
                record.computed.push(match function {
                    Computed::AtOnce(function) => function(row)?,
                    Computed::Async(function) => function(context.clone(), row).await?,
                });
            }
            for ((_, reads), records) in reads.related.iter().zip(&mut record.related) {
                compute(context, reads, records).await?;
            }
        }
        Ok(())
    })
}

/// All fields of a record's row, in its model's order.
fn whole(context: &Context, reads: &Reads, record: &Record) -> Vec<Value> {
    let fields = context.resolved().models[reads.model].fields.len();
    let value = |field: usize| reads.columns.iter().position(|column| *column == field).map_or(Value::Null, |at| record.values[at].clone());
    (0..fields).map(value).collect()
}
