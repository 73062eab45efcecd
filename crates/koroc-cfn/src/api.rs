//! The HTTP API and its one stage.

use serde_json::json;

use crate::Section;

/// The API's logical id.
pub(crate) const API: &str = "Api";

/// The API, and the stage `$default`, which serves it at the root of its address and follows every change.
pub(crate) fn resources() -> Section {
    Section::from_iter([
        (API.to_owned(), json!({"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": {"Ref": "Prefix"}, "ProtocolType": "HTTP"}})),
        (
            "ApiStage".to_owned(),
            json!({"Type": "AWS::ApiGatewayV2::Stage", "Properties": {"ApiId": {"Ref": API}, "AutoDeploy": true, "StageName": "$default"}}),
        ),
    ])
}

/// The host name of the API's address, for `Fn::Sub`.
pub(crate) const HOST: &str = "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}";
