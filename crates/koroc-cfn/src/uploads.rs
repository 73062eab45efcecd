//! The bucket that keeps uploaded files.

use koroc_spec::Cloud;
use serde_json::{Value, json};

use crate::Section;

const BUCKET: &str = "Uploads";

/// The bucket, closed to the public, encrypted, and kept when the stack goes.
pub(crate) fn resources(cloud: &Cloud) -> Section {
    if !cloud.uploads {
        return Section::new();
    }
    Section::from_iter([(
        BUCKET.to_owned(),
        json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": private()}),
    )])
}

/// The properties of a bucket that nobody reads but who is let.
pub(crate) fn private() -> Value {
    json!({
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
    })
}

/// Where the program keeps files.
pub(crate) fn environment(cloud: &Cloud) -> Section {
    let root = cloud.uploads.then(|| ("KOROC_MEDIA_ROOT".to_owned(), json!({"Fn::Sub": format!("s3://${{{BUCKET}}}")})));
    Section::from_iter(root)
}

/// Reading, writing and deleting files, and telling whether there is one.
pub(crate) fn statements(cloud: &Cloud) -> Vec<(&'static str, Value)> {
    if !cloud.uploads {
        return Vec::new();
    }
    let objects = json!({"Fn::Sub": format!("${{{BUCKET}.Arn}}/*")});
    let bucket = json!({"Fn::GetAtt": [BUCKET, "Arn"]});
    vec![
        ("files", json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], "Resource": objects})),
        ("folder", json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": bucket})),
    ]
}

/// What a deployment tells of it.
pub(crate) fn outputs(cloud: &Cloud) -> Section {
    let output = cloud.uploads.then(|| ("UploadsBucket".to_owned(), json!({"Description": "The bucket of uploaded files", "Value": {"Ref": BUCKET}})));
    Section::from_iter(output)
}
