//! An action says what it is about and which methods it answers.

use koroc::prelude::*;

#[action]
async fn nothing_said(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

#[action(detail = yes, method = "POST", url_path = "by/{id")]
async fn wrong(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

#[action(detail = true, methods(post))]
async fn generic<T>(_: T) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

fn main() {
    let _ = (nothing_said(), wrong(), generic());
}
