//! Lists, sets and objects as values of serializers' fields.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::Hash;

use indexmap::IndexMap;
use koroc_spec::{Map, UploadedFile, Value};

use super::value::mismatch;
use crate::{DbError, FieldValue};

/// Collections that are a list.
macro_rules! list {
    ($($Collection:ident<T $(: $Bound:ident $(+ $More:ident)*)?>)*) => {$(
        impl<T: FieldValue $(+ $Bound $(+ $More)*)?> FieldValue for $Collection<T> {
            fn from_value(value: Value) -> Result<Self, DbError> {
                match value {
                    Value::List(items) => items.into_iter().map(T::from_value).collect(),
                    other => Err(mismatch("a list", &other)),
                }
            }

            fn into_value(self) -> Value {
                Value::List(self.into_iter().map(T::into_value).collect())
            }
        }
    )*};
}

list!(Vec<T> BTreeSet<T: Ord> HashSet<T: Eq + Hash>);

/// Collections that are an object.
macro_rules! object {
    ($($Collection:ident)*) => {$(
        impl<T: FieldValue> FieldValue for $Collection<String, T> {
            fn from_value(value: Value) -> Result<Self, DbError> {
                match value {
                    Value::Map(members) => members.into_iter().map(|(key, value)| Ok((key, T::from_value(value)?))).collect(),
                    other => Err(mismatch("an object", &other)),
                }
            }

            fn into_value(self) -> Value {
                Value::Map(self.into_iter().map(|(key, value)| (key, value.into_value())).collect::<Map>())
            }
        }
    )*};
}

object!(BTreeMap HashMap IndexMap);

impl FieldValue for UploadedFile {
    fn from_value(value: Value) -> Result<Self, DbError> {
        match value {
            Value::File(file) => Ok(file),
            other => Err(mismatch("an uploaded file", &other)),
        }
    }

    fn into_value(self) -> Value {
        Value::File(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_come_back_identical() {
        let list = vec![vec![1_i64, 2], Vec::new()];
        assert_eq!(Vec::<Vec<i64>>::from_value(list.clone().into_value()).unwrap(), list);
        let set = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        assert_eq!(BTreeSet::<String>::from_value(set.clone().into_value()).unwrap(), set);
        let object = HashMap::from([("a".to_owned(), Some(true)), ("b".to_owned(), None)]);
        assert_eq!(HashMap::<String, Option<bool>>::from_value(object.clone().into_value()).unwrap(), object);
        assert!(Vec::<i64>::from_value(Value::Int(1)).is_err());
        assert!(BTreeMap::<String, i64>::from_value(Value::List(Vec::new())).is_err());
    }
}
