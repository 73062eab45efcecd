//! Several programs, and programs that die.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use koroc_db::Dialect;
use koroc_db::migrate::{Sources, Target, migrate};

use crate::house::{House, files, houses};
use crate::models::{counted, fund, resolved, text};

const URL: &str = "KOROC_MIGRATE_CHILD_URL";
const DIR: &str = "KOROC_MIGRATE_CHILD_DIR";

/// What a child process runs: a migration that says how far it is. It is nothing in the tests' own process.
#[tokio::test]
async fn child() {
    let (Ok(url), Ok(dir)) = (std::env::var(URL), std::env::var(DIR)) else { return };
    let texts: Vec<String> = files(dir.as_ref()).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let sources = Sources::read(texts.iter().map(String::as_str)).unwrap();
    let count = migrate(&url, &resolved(Vec::new()), &sources, &Target::All, &mut |progress| println!("{progress:?}")).await.unwrap();
    println!("applied {count}");
}

fn start(house: &House) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["race::child", "--exact", "--nocapture"]).env(URL, &house.url).env(DIR, house.migrations());
    command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

fn said(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn of_several_programs_one_applies_each_migration() {
    for house in houses().await {
        house.make(vec![fund()]).unwrap();
        house.make(vec![fund(), counted("api", "Note", vec![text("words", 9)])]).unwrap();
        let children: Vec<Child> = (0..4).map(|_| start(&house)).collect();
        let said: String = children.into_iter().map(said).collect();
        assert_eq!(said.matches("Done(").count(), 2, "{said}");
        assert_eq!(house.rows("SELECT name FROM django_migrations ORDER BY id").await, ["0001_initial", "0002_note"]);
    }
}

#[tokio::test]
async fn a_migration_that_is_killed_leaves_nothing() {
    for house in houses().await {
        house.live(vec![counted("shop", "Item", vec![text("name", 20)])]).await.unwrap();
        let many = match house.dialect {
            Dialect::Sqlite => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO shop_item (name) SELECT 'row ' || i FROM n"
            }
            Dialect::Postgres => "INSERT INTO shop_item (name) SELECT 'row ' || i FROM generate_series(1, 200000) AS i",
        };
        house.run(many).await.unwrap();
        let key =
            koroc_spec::Field { unique: true, default: Some(koroc_spec::DefaultValue::Uuid4), ..koroc_spec::Field::new("key", koroc_spec::FieldKind::Uuid) };
        house.make(vec![counted("shop", "Item", vec![text("name", 20), key])]).unwrap();
        let mut child = start(&house);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map(Result::unwrap).any(|line| line.contains("Applying(")), "it begins");
        std::thread::sleep(std::time::Duration::from_millis(60));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(house.rows("SELECT count(*) FROM django_migrations").await, ["1"], "it was killed before its end");
        assert_eq!(house.rows("SELECT count(*) FROM shop_item").await, ["200000"]);
        assert_eq!(house.migrate(Target::All).await.unwrap(), 1, "the next one finds nothing in its way");
        assert_eq!(house.rows("SELECT count(DISTINCT key) FROM shop_item").await, ["200000"]);
    }
}
