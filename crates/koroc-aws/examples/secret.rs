//! Prints a secret of Secrets Manager: `cargo run -p koroc-aws --example secret ARN [SECONDS]`, with credentials and region in the environment.

use std::{process::ExitCode, time::Duration};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().unwrap_or_default();
    let seconds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5.0);
    match koroc_aws::secret(&id, Duration::from_secs_f64(seconds)).await {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
