//! Signature Version 4: what AWS believes a request to come from.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::credentials::Credentials;

/// What a signature covers: everything of the request that the service goes by.
pub(crate) struct Signed<'r> {
    pub(crate) method: &'r str,
    /// Encoded, without a query: none of our calls has one.
    pub(crate) path: &'r str,
    /// Names in lower case, `host` among them; those that a signature adds are not.
    pub(crate) headers: &'r [(&'r str, &'r str)],
    pub(crate) body: &'r [u8],
}

/// The headers that sign a request at an instant: `x-amz-date`, `authorization`, and `x-amz-security-token` for temporary credentials.
pub(crate) fn sign(request: &Signed<'_>, credentials: &Credentials, region: &str, service: &str, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let instant = now.format("%Y%m%dT%H%M%SZ").to_string();
    let day = &instant[..8];
    let mut headers = request.headers.to_vec();
    headers.push(("x-amz-date", &instant));
    headers.extend(credentials.token.as_deref().map(|token| ("x-amz-security-token", token)));
    headers.sort_unstable();
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let mut canonical = format!("{}\n{}\n\n", request.method, request.path);
    for (name, value) in &headers {
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(canonical, "{name}:{value}").expect("a text takes what is written to it");
    }
    write!(canonical, "\n{names}\n{}", hex(&Sha256::digest(request.body))).expect("a text takes what is written to it");
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{instant}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
    let first = format!("AWS4{}", credentials.secret_key);
    let key = [day, region, service, "aws4_request"].iter().fold(first.into_bytes(), |key, part| mac(&key, part));
    let signature = hex(&mac(&key, &text));
    let authorization = format!("AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}", credentials.key_id);
    let mut added = vec![("authorization", authorization)];
    added.extend(credentials.token.clone().map(|token| ("x-amz-security-token", token)));
    added.push(("x-amz-date", instant));
    added
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes what is written to it");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS's test suite of Signature Version 4: the requests of it that are of the form that we send, with the signatures that it publishes.
    const TOKEN: &str = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/\
                         qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u\
                         0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    /// The hash of `Param1=value1`.
    const FORM: &str = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";

    /// Its name, method, headers, body and token; the names that are signed, and the signature.
    type Vector = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str, Option<&'static str>, &'static str, &'static str);

    #[test]
    fn requests_are_signed_as_aws_publishes() {
        let cases: [Vector; 6] = [
            ("get-vanilla", "GET", &[], "", None, "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            ("post-vanilla", "POST", &[], "", None, "host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
            (
                "post-header-key-sort",
                "POST",
                &[("my-header1", "value1")],
                "",
                None,
                "host;my-header1;x-amz-date",
                "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            ),
            (
                "get-header-value-trim",
                "GET",
                &[("my-header2", " \"a   b   c\" "), ("my-header1", " value1")],
                "",
                None,
                "host;my-header1;my-header2;x-amz-date",
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            ),
            (
                "post-sts-header-before",
                "POST",
                &[],
                "",
                Some(TOKEN),
                "host;x-amz-date;x-amz-security-token",
                "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
            ),
            (
                "post-x-www-form-urlencoded",
                "POST",
                &[("content-type", "application/x-www-form-urlencoded"), ("content-length", "13"), ("x-amz-content-sha256", FORM)],
                "Param1=value1",
                None,
                "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
                "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
            ),
        ];
        let now = DateTime::from_timestamp(1_440_938_160, 0).expect("it is in range");
        for (name, method, headers, body, token, names, signature) in cases {
            let credentials = Credentials {
                key_id: "AKIDEXAMPLE".to_owned(),
                secret_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
                token: token.map(str::to_owned),
            };
            let headers = [&[("host", "example.amazonaws.com")], headers].concat();
            let added = sign(&Signed { method, path: "/", headers: &headers, body: body.as_bytes() }, &credentials, "us-east-1", "service", now);
            let wanted =
                format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={names}, Signature={signature}");
            assert_eq!(added[0], ("authorization", wanted), "{name}");
            assert_eq!(added.last(), Some(&("x-amz-date", "20150830T123600Z".to_owned())));
            assert_eq!(added.len(), 2 + usize::from(token.is_some()));
        }
    }
}
