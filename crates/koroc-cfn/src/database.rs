//! Where the rows are, and the secrets that lead to them.

use koroc_spec::{Cloud, CloudDatabase};
use serde_json::{Value, json};

use crate::Section;

const SECRET_KEY: &str = "SecretKey";
const CLUSTER: &str = "Database";
/// How long a day's backup is kept, in days.
const BACKUP_DAYS: u32 = 7;
/// The database's name within the cluster.
const NAME: &str = "koroc";

/// The secret key; and where the application has a database of its own, that database with its network. Both outlive the stack.
pub(crate) fn resources(cloud: &Cloud) -> Section {
    match cloud.database {
        CloudDatabase::None => Section::new(),
        CloudDatabase::Existing => Section::from_iter([(SECRET_KEY.to_owned(), secret_key())]),
        CloudDatabase::Aurora { min_capacity, max_capacity } => {
            let mut section = Section::from_iter([(SECRET_KEY.to_owned(), secret_key())]);
            section.extend(network());
            section.extend(cluster(min_capacity, max_capacity));
            section
        }
    }
}

fn secret_key() -> Value {
    json!({
        "Type": "AWS::SecretsManager::Secret",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": "Signs sessions and tokens; whoever changes it logs everybody out",
            "GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": true},
        },
    })
}

/// A network of two zones (Aurora asks for two) that leads nowhere: functions reach the database by the Data API, from outside of it.
fn network() -> Section {
    let subnet = |zone: u32| {
        json!({
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "VpcId": {"Ref": "DatabaseNetwork"},
                "AvailabilityZone": {"Fn::Select": [zone, {"Fn::GetAZs": ""}]},
                "CidrBlock": format!("10.0.{zone}.0/24"),
            },
        })
    };
    let group = json!({"GroupDescription": "Lets nobody in: the Data API needs no way in", "VpcId": {"Ref": "DatabaseNetwork"}});
    let subnets = json!({"DBSubnetGroupDescription": "Where the database is", "SubnetIds": [{"Ref": "DatabaseSubnetA"}, {"Ref": "DatabaseSubnetB"}]});
    Section::from_iter([
        ("DatabaseNetwork".to_owned(), json!({"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}})),
        ("DatabaseSubnetA".to_owned(), subnet(0)),
        ("DatabaseSubnetB".to_owned(), subnet(1)),
        ("DatabaseSubnets".to_owned(), json!({"Type": "AWS::RDS::DBSubnetGroup", "Properties": subnets})),
        ("DatabaseSecurityGroup".to_owned(), json!({"Type": "AWS::EC2::SecurityGroup", "Properties": group})),
    ])
}

/// The cluster, whose password RDS makes, keeps in a secret and changes by itself; deleting the stack leaves a snapshot.
fn cluster(min_capacity: f64, max_capacity: f64) -> Section {
    let cluster = json!({
        "Engine": "aurora-postgresql",
        "DatabaseName": NAME,
        "MasterUsername": "koroc",
        "ManageMasterUserPassword": true,
        "EnableHttpEndpoint": true,
        "StorageEncrypted": true,
        "BackupRetentionPeriod": BACKUP_DAYS,
        "DBSubnetGroupName": {"Ref": "DatabaseSubnets"},
        "VpcSecurityGroupIds": [{"Fn::GetAtt": ["DatabaseSecurityGroup", "GroupId"]}],
        "ServerlessV2ScalingConfiguration": {"MinCapacity": min_capacity, "MaxCapacity": max_capacity},
    });
    let instance = json!({"Engine": "aurora-postgresql", "DBInstanceClass": "db.serverless", "DBClusterIdentifier": {"Ref": CLUSTER}});
    let kept = |kind: &str, properties: Value| json!({"Type": kind, "DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot", "Properties": properties});
    Section::from_iter([
        (CLUSTER.to_owned(), kept("AWS::RDS::DBCluster", cluster)),
        (
            "DatabaseInstance".to_owned(),
            json!({"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": instance}),
        ),
    ])
}

/// The secret with the database's address and password.
fn secret(database: &CloudDatabase) -> Option<Value> {
    match database {
        CloudDatabase::None => None,
        CloudDatabase::Existing => Some(json!({"Ref": "DatabaseSecret"})),
        CloudDatabase::Aurora { .. } => Some(json!({"Fn::GetAtt": [CLUSTER, "MasterUserSecret.SecretArn"]})),
    }
}

/// Which secrets the program reads when it starts; their values are nowhere in the template, and in no environment.
pub(crate) fn environment(cloud: &Cloud) -> Section {
    let Some(secret) = secret(&cloud.database) else { return Section::new() };
    let mut variables = Section::from_iter([("KOROC_DATABASE_SECRET".to_owned(), secret), ("KOROC_SECRET_KEY_SECRET".to_owned(), json!({"Ref": SECRET_KEY}))]);
    if matches!(cloud.database, CloudDatabase::Aurora { .. }) {
        variables.insert("KOROC_DATABASE_RESOURCE".to_owned(), json!({"Fn::GetAtt": [CLUSTER, "DBClusterArn"]}));
        variables.insert("KOROC_DATABASE_NAME".to_owned(), json!(NAME));
    }
    variables
}

/// Reading the secrets, and statements on the database by the Data API.
pub(crate) fn statements(cloud: &Cloud) -> Vec<(&'static str, Value)> {
    let Some(secret) = secret(&cloud.database) else { return Vec::new() };
    let read = json!({"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": [secret, {"Ref": SECRET_KEY}]});
    let mut statements = vec![("secrets", read)];
    if matches!(cloud.database, CloudDatabase::Aurora { .. }) {
        let actions = ["ExecuteStatement", "BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "RollbackTransaction"];
        let resource = json!({"Fn::GetAtt": [CLUSTER, "DBClusterArn"]});
        statements.push(("rows", json!({"Effect": "Allow", "Action": actions.map(|action| format!("rds-data:{action}")), "Resource": resource})));
    }
    statements
}

/// What a deployment tells of it.
pub(crate) fn outputs(cloud: &Cloud) -> Section {
    match cloud.database {
        CloudDatabase::None | CloudDatabase::Existing => Section::new(),
        CloudDatabase::Aurora { .. } => {
            let arn = json!({"Fn::GetAtt": [CLUSTER, "DBClusterArn"]});
            Section::from_iter([("DatabaseArn".to_owned(), json!({"Description": "The database's cluster", "Value": arn}))])
        }
    }
}
