//! A program as Lambda runs it, with all that it knows in the environment, and a server that it trusts because of it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/certificate").join(name)
}

/// The example that reads a secret, which cargo builds beside this test.
fn program() -> Command {
    let test = std::env::current_exe().unwrap();
    let mut command = Command::new(test.parent().unwrap().with_file_name("examples").join("secret"));
    command.env_clear().envs([("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_SESSION_TOKEN", "token")]);
    command
}

/// Runs it against a server that answers one request with a secret; what the server got stands beside what the program said.
async fn run(host: &str, trust: bool) -> (String, Output) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{host}:{}", listener.local_addr().unwrap().port());
    let mut command = program();
    command.args(["arn:aws:secretsmanager:eu-west-1:1:secret:db", "5"]).env("AWS_ENDPOINT_URL", url);
    if trust {
        command.env("AWS_CA_BUNDLE", file("certificate.pem"));
    }
    let program = tokio::task::spawn_blocking(move || command.output().unwrap());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let chain = vec![CertificateDer::from_pem_file(file("certificate.pem")).unwrap()];
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, PrivateKeyDer::from_pem_file(file("key.pem")).unwrap()).unwrap()));
    let serve = async {
        let mut got = String::new();
        // A program that does not trust the server tries a few times.
        while let Ok((tcp, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(tcp).await else { continue };
            let mut buffer = vec![0; 1 << 16];
            while !got.contains("\r\n\r\n{") {
                let count = tls.read(&mut buffer).await.unwrap();
                got.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            }
            let body = r#"{"SecretString":"pässword"}"#;
            tls.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await.unwrap();
            break;
        }
        got
    };
    tokio::pin!(serve);
    let mut program = program;
    tokio::select! {
        got = &mut serve => (got, program.await.unwrap()),
        output = &mut program => (String::new(), output.unwrap()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_the_bundle_is_trusted() {
    let (got, output) = run("localhost", true).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "pässword\n");
    let (head, body) = got.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, r#"{"SecretId":"arn:aws:secretsmanager:eu-west-1:1:secret:db"}"#);
    for line in [
        "POST / HTTP/1.1",
        "x-amz-target: secretsmanager.GetSecretValue",
        "content-type: application/x-amz-json-1.1",
        "x-amz-security-token: token",
        "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/",
        "/eu-west-1/secretsmanager/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_servers_are_not() {
    for (host, trust, why) in [("localhost", false, "UnknownIssuer"), ("127.0.0.1", true, "not valid for name")] {
        let (got, output) = run(host, trust).await;
        assert!(got.is_empty(), "it was told nothing");
        assert!(!output.status.success());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("no connection to") && said.contains(why), "{said}");
    }
}

#[test]
fn what_the_environment_lacks_is_told() {
    for (region, key, told) in [("", "key", "AWS_REGION is not set"), ("eu-west-1", "", "AWS_ACCESS_KEY_ID is not set")] {
        let output = program().env("AWS_REGION", region).env("AWS_ACCESS_KEY_ID", key).arg("db").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.starts_with(told), "{said}");
    }
}
