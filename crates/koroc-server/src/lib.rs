//! The host that serves an application over HTTP/1.1: sockets, deadlines, shutdown and the access log; every request goes to one function.
//!
//! It knows nothing of what it serves. What stands around the application, from the outside in, is all in [`serve`]: a cap on connections,
//! deadlines for heads and bodies ([`Limits`]), a request id, the access log. None of them is a tower layer: hyper has the first two
//! already, and the other two are a dozen lines without a future of their own.

mod access;
mod bind;
mod body;
mod limits;
mod serve;
mod stop;

pub use access::REQUEST_ID;
pub use bind::{BindError, bind};
pub use limits::Limits;
pub use serve::serve;
pub use stop::stopped;
