//! The query as the client encoded it, from what the gateway took apart.

use crate::path::{QUERY, Told, encode};

/// The path with a query of these pairs behind it. (Which of `a` and `a=` was sent is lost.)
pub(crate) fn behind(mut path: String, pairs: impl Iterator<Item = (String, String)>, told: Told) -> String {
    for (at, (name, value)) in pairs.enumerate() {
        path.push(if at == 0 { '?' } else { '&' });
        encode(&mut path, &name, told, QUERY);
        path.push('=');
        encode(&mut path, &value, told, QUERY);
    }
    path
}
