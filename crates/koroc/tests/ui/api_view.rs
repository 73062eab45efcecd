use koroc::prelude::*;

#[api_view(path = "/open", methods(GET))]
async fn open(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

#[api_view(path = "/forms", methods(GET), permission = AllowAny, renderer(Json), throttles = 3)]
async fn forms(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

#[api_view(path = "/{version:v[0-9}", methods(GET), permission = AllowAny, name = "v1")]
async fn named(_: Context) -> Result<Reply, ApiError> {
    Ok(Reply::no_content())
}

fn main() {
    let _ = App::new("x").api_view(open).api_view(forms).api_view(named).api_view(3);
}
