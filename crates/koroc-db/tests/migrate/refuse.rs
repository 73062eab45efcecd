//! What `makemigrations` refuses, and what it says instead.

use koroc_db::migrate::{MakeError, Question};
use koroc_spec::{Auto, DefaultValue, Field, FieldKind, IntegerWidth, Model, Value};

use crate::house::sqlite;
use crate::models::{counted, decimal, nullable, text, with_default};

fn item(fields: Vec<Field>) -> Vec<Model> {
    vec![counted("shop", "Item", fields)]
}

fn refused(before: Vec<Model>, after: Vec<Model>) -> Vec<String> {
    let house = sqlite();
    house.make(before).unwrap();
    match house.make(after) {
        Err(MakeError::Refused(problems)) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

const NO_VALUE: &str = "is new, may not be null and has no constant default, so rows that exist would have no value. Give it a default, or let it be null";

#[test]
fn a_new_column_needs_a_value_for_the_rows_that_exist() {
    let name = || text("name", 9);
    let named = Field { default: Some(DefaultValue::Named("today".into())), ..text("note", 9) };
    for field in [text("note", 9), named, Field::new("day", FieldKind::Date)] {
        let place = format!("shop_item.{}", field.name);
        assert_eq!(refused(item(vec![name()]), item(vec![name(), field])), [format!("{place}: {NO_VALUE}")]);
    }
    let unique = Field { unique: true, ..with_default(text("note", 9), Value::from("x")) };
    let message = "shop_item.note: is new and unique, but its default would give all rows that exist the same value. Let it be null";
    assert_eq!(refused(item(vec![name()]), item(vec![name(), unique])), [message]);
}

#[test]
fn what_could_be_a_rename_is_not_guessed() {
    let message = "shop_item.title: is new while `name` goes. If it is the same field, declare `#[field(renamed_from = \"name\")]`; if its values may go, drop the \
                   old field in one migration and add the new one in the next";
    assert_eq!(refused(item(vec![text("name", 9)]), item(vec![nullable(text("title", 20))])), [message]);
    let other = vec![counted("shop", "Product", vec![text("name", 9)])];
    let message = "shop_product: is new while the table `shop_item` goes, with columns in common. If it is the same table, declare `renamed_from = \"shop_item\"` \
                   on the model; if its rows may go, drop the old model in one migration and add the new one in the next";
    assert_eq!(refused(item(vec![text("name", 9)]), other), [message]);
}

#[test]
fn answers_decide_what_is_a_rename() {
    for (answer, name) in [(true, "0002_rename_item_name_title"), (false, "0002_drop_item_name_item_title")] {
        let house = sqlite();
        house.make(item(vec![text("name", 9)])).unwrap();
        let mut asked = Vec::new();
        let mut ask = |question: &Question| {
            asked.push(question.to_string());
            Some(answer)
        };
        let written = house.make_with(item(vec![nullable(text("title", 9))]), &mut ask).unwrap();
        // A renamed column that may now be null is altered, too.
        let made = written[0].migration.as_ref().unwrap();
        assert!(made.name.starts_with(name), "{}", made.name);
        assert_eq!(asked, ["Was `name` of the table `shop_item` renamed to `title`?"]);
    }
}

#[test]
fn a_column_of_quite_another_type_is_no_rename() {
    let house = sqlite();
    house.make(item(vec![text("name", 9)])).unwrap();
    house.make(item(vec![nullable(Field::new("day", FieldKind::Date))])).unwrap();
}

#[test]
fn types_that_cannot_be_carried_over_are_refused() {
    let message = "shop_item.size: changes from varchar(9) to numeric(8, 2), which no migration can carry over. Add a field with the new type under another name, \
                   fill it with a program of your own, then drop this one";
    assert_eq!(refused(item(vec![text("size", 9)]), item(vec![decimal("size", 8, 2)])), [message]);
}

#[test]
fn a_primary_key_stays() {
    let uuid = Field { primary_key: true, ..Field::new("id", FieldKind::Uuid) };
    let before = item(vec![text("name", 9)]);
    let mut after = before.clone();
    after[0].fields[0] = uuid;
    assert!(refused(before.clone(), after)[0].starts_with("shop_item.id: changes what the primary key is"));
    let mut after = before.clone();
    after[0].fields[0].auto = None;
    assert!(refused(before.clone(), after)[0].starts_with("shop_item.id: changes what the primary key is"));
    let mut after = before.clone();
    after[0].fields[0] =
        Field { primary_key: true, auto: Some(Auto::Increment), ..Field::new("number", FieldKind::Integer { width: IntegerWidth::Normal, positive: false }) };
    assert!(refused(before, after)[0].contains("is new while `id` goes"));
}

#[test]
fn all_problems_are_told_at_once() {
    assert_eq!(refused(item(vec![text("name", 9)]), item(vec![text("name", 9), text("a", 9), text("b", 9)])).len(), 2);
}

#[test]
fn a_table_keeps_its_app() {
    let mut moved = item(vec![text("name", 9)]);
    moved[0].app = "store".into();
    assert_eq!(refused(item(vec![text("name", 9)]), moved), ["shop_item: moves to another app, which no migration can do: keep its app label"]);
}
