//! The files that `makemigrations` writes.

use koroc_db::migrate::{BadSources, Key, MakeError, MakeOptions, Migration, Sources, make_migrations, unanswered};
use koroc_spec::{Index, Model, OnDelete};
use std::fs;

use crate::house::{House, sqlite};
use crate::models::{counted, fund, link, nullable, resolved, text};

fn names(house: &House, models: Vec<Model>) -> Vec<String> {
    let written = house.make(models).unwrap();
    written.iter().map(|file| file.path.strip_prefix(house.migrations()).unwrap().display().to_string()).collect()
}

#[test]
fn a_file_is_made_for_each_change_and_none_without() {
    let house = sqlite();
    assert_eq!(names(&house, vec![fund()]), ["api/0001_initial.json", "mod.rs"]);
    assert_eq!(names(&house, vec![fund()]), Vec::<String>::new());
    let mut wider = fund();
    wider.fields.push(nullable(text("isin", 12)));
    assert_eq!(names(&house, vec![wider.clone()]), ["api/0002_exchangetradedfund_isin.json", "mod.rs"]);
    wider.indexes.push(Index { fields: vec!["isin".into(), "-name".into()], name: None });
    assert_eq!(names(&house, vec![wider]), ["api/0003_exchangetradedfund_index_isin_name.json", "mod.rs"]);
    insta::assert_snapshot!("list", fs::read_to_string(house.migrations().join("mod.rs")).unwrap());
    insta::assert_snapshot!("initial", fs::read_to_string(house.migrations().join("api/0001_initial.json")).unwrap());
    insta::assert_snapshot!("add_column", fs::read_to_string(house.migrations().join("api/0002_exchangetradedfund_isin.json")).unwrap());
}

#[test]
fn a_file_reads_back_as_it_was_written() {
    let house = sqlite();
    for migration in house.make(vec![fund()]).unwrap().into_iter().filter_map(|file| file.migration) {
        assert_eq!(Migration::parse(&migration.text()), Ok(migration));
    }
}

#[test]
fn check_writes_nothing_and_tells_what_is_missing() {
    let house = sqlite();
    let check = MakeOptions { check: true, ..MakeOptions::default() };
    let run = || make_migrations(&resolved(vec![fund()]), &house.migrations(), &check, &mut unanswered);
    assert!(matches!(run(), Err(MakeError::Behind(written)) if written.len() == 2));
    assert!(!house.migrations().exists());
    house.make(vec![fund()]).unwrap();
    assert_eq!(run().unwrap(), []);
    fs::write(house.migrations().join("mod.rs"), "").unwrap();
    assert!(run().unwrap_err().to_string().ends_with("mod.rs"), "a list that lacks a file is behind, too");
}

#[test]
fn a_name_can_be_asked_for() {
    let house = sqlite();
    let make = |name: &str| {
        let options = MakeOptions { name: Some(name.into()), ..MakeOptions::default() };
        make_migrations(&resolved(vec![fund()]), &house.migrations(), &options, &mut unanswered)
    };
    for name in ["", "../x", "A B", "é"] {
        assert!(matches!(make(name), Err(MakeError::Name(_))), "{name}");
    }
    assert!(make("funds").unwrap()[0].path.ends_with("api/0001_funds.json"));
}

/// Apps that the program is built with are pointed at; no files are written for them.
#[test]
fn builtin_apps_are_depended_on() {
    let user = counted("auth", "User", vec![text("username", 150)]);
    let house = sqlite();
    house.make(vec![user.clone()]).unwrap();
    let options = MakeOptions { builtin: house.sources(), ..MakeOptions::default() };
    let note = counted("notes", "Note", vec![link("author", "auth.User", OnDelete::Cascade)]);
    let own = house.dir.join("own");
    let written = make_migrations(&resolved(vec![note, user]), &own, &options, &mut unanswered).unwrap();
    let made: Vec<&Migration> = written.iter().filter_map(|file| file.migration.as_ref()).collect();
    assert_eq!(made.len(), 1);
    assert_eq!((made[0].key(), &made[0].dependencies), (Key("notes".into(), "0001_initial".into()), &vec![Key("auth".into(), "0001_initial".into())]));
    assert!(!fs::read_to_string(own.join("mod.rs")).unwrap().contains("auth"));
}

/// A table goes after the keys that led to it, whatever the order of the apps.
#[test]
fn a_table_is_dropped_after_the_keys_to_it() {
    let house = sqlite();
    let (kept, gone) = (counted("zoo", "Cage", vec![text("name", 9)]), counted("art", "Frame", vec![text("name", 9)]));
    let mut pointing = kept.clone();
    pointing.fields.push(nullable(link("frame", "art.Frame", OnDelete::SetNull)));
    house.make(vec![pointing, gone]).unwrap();
    house.make(vec![kept]).unwrap();
    let order: Vec<String> = house.sources().migrations().iter().map(|migration| migration.key().to_string()).collect();
    assert_eq!(order, ["art.0001_initial", "zoo.0001_initial", "zoo.0002_drop_cage_frame_id", "art.0002_drop_frame"]);
}

#[test]
fn apps_that_point_at_each_other_are_refused() {
    let house = sqlite();
    let models =
        vec![counted("a", "A", vec![nullable(link("b", "b.B", OnDelete::Cascade))]), counted("b", "B", vec![nullable(link("a", "a.A", OnDelete::Cascade))])];
    let error = house.make(models).unwrap_err();
    assert!(matches!(error, MakeError::Sources(BadSources::Circle(_))), "{error}");
    assert!(!house.migrations().exists());
}

#[test]
fn files_that_make_no_sense_are_named() {
    let house = sqlite();
    house.make(vec![fund()]).unwrap();
    let text = fs::read_to_string(house.migrations().join("api/0001_initial.json")).unwrap();
    let second = |name: &str, after: &str| {
        text.replace("0001_initial", name)
            .replace("api_exchangetradedfund", name)
            .replace("\"dependencies\": []", &format!("\"dependencies\": [[\"api\", \"{after}\"]]"))
    };
    let cases = [
        (vec![text.clone(), text.clone()], "the migration api.0001_initial is there twice"),
        (vec![second("0002_a", "0001_initial")], "the migration api.0002_a depends on api.0001_initial, which is not there"),
        (
            vec![text.clone(), second("0002_a", "0001_initial"), second("0002_b", "0001_initial")],
            "the migrations api.0002_a and api.0002_b both follow api.0001_initial: two lines of work were merged. Delete one of the two files and make it again with \
             `makemigrations`",
        ),
        (vec![text.replace("\"format\": 1", "\"format\": 2")], "has format 2; this program reads format 1 only"),
        (vec![text.replace("\"op\": \"create_table\"", "\"op\": \"explode\"")], "unknown variant `explode`"),
        (vec![text.replace("\"primary_key\"", "\"primary_kee\"")], "unknown field `primary_kee`"),
        (vec!["{}".to_owned()], "has no `format`"),
        (vec!["<<<<<<< HEAD".to_owned()], "is not JSON"),
        (
            vec![
                text.clone(),
                second("0002_a", "0001_initial")
                    .replace("\"name\": \"0002_a\",\n        \"columns\"", "\"name\": \"api_exchangetradedfund\",\n        \"columns\""),
            ],
            "there already is a table `api_exchangetradedfund`",
        ),
    ];
    for (texts, message) in cases {
        let error = Sources::read(texts.iter().map(String::as_str)).unwrap_err().to_string();
        assert!(error.contains(message), "{error}\nlacks {message}");
    }
}
