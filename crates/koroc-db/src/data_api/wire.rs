//! The documents of the Data API, as its reference tells them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What every call says first.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct To<'a> {
    pub(super) resource_arn: &'a str,
    pub(super) secret_arn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) database: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) transaction_id: Option<&'a str>,
}

/// `ExecuteStatement`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Execute<'a> {
    #[serde(flatten)]
    pub(super) to: To<'a>,
    pub(super) sql: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) parameters: Vec<Parameter<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) include_result_metadata: bool,
}

/// `BatchExecuteStatement`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Batch<'a> {
    #[serde(flatten)]
    pub(super) to: To<'a>,
    pub(super) sql: &'a str,
    pub(super) parameter_sets: Vec<Vec<Parameter<'a>>>,
}

/// A value of a statement.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter<'a> {
    pub(super) name: String,
    pub(super) value: Field<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) type_hint: Option<&'static str>,
}

/// A value on its way, either way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Field<'a> {
    #[serde(rename = "isNull")]
    Null(bool),
    #[serde(rename = "booleanValue")]
    Bool(bool),
    #[serde(rename = "longValue")]
    Long(i64),
    #[serde(rename = "doubleValue")]
    Double(f64),
    #[serde(rename = "stringValue", borrow)]
    Text(Cow<'a, str>),
    /// Bytes in base64.
    #[serde(rename = "blobValue", borrow)]
    Blob(Cow<'a, str>),
    /// Never asked for: columns hold no arrays.
    #[serde(rename = "arrayValue")]
    Array(serde_json::Value),
}

/// What `ExecuteStatement` answers.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Executed<'a> {
    #[serde(borrow)]
    pub(super) records: Option<Vec<Vec<Field<'a>>>>,
    pub(super) number_of_records_updated: u64,
    pub(super) column_metadata: Option<Vec<Column>>,
}

/// A column of a result.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Column {
    /// PostgreSQL's name of its type.
    pub(super) type_name: String,
}

/// What `BeginTransaction` answers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Begun {
    pub(super) transaction_id: String,
}
