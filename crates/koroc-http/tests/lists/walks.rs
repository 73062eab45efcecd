//! Walks from page to page by cursor: forth and back, over rows that share values or have none, on both databases.

use koroc_spec::Value;

use crate::{get, hiring};

/// A page's rows and its links.
struct Page {
    rows: Vec<Value>,
    next: Option<String>,
    previous: Option<String>,
}

async fn page(hiring: &hiring::Hiring, path: &str) -> Page {
    let (status, body) = get(&hiring.service, path).await;
    assert_eq!(status, 200, "{path}: {body:?}");
    let Value::Map(mut page) = body else { panic!("{path} answers no page") };
    let Some(Value::List(rows)) = page.shift_remove("results") else { panic!("{path} has no results") };
    let mut link = |name: &str| page.shift_remove(name).and_then(|link| link.as_str().map(str::to_owned));
    Page { rows, next: link("next"), previous: link("previous") }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_forth_meets_every_row_once_and_the_walk_back_none_out_of_order() {
    for hiring in [Some(hiring::sqlite().await), hiring::postgres().await].into_iter().flatten() {
        for order in ["", "hourly_rate", "-country", "country", "created_at", "referred_by", "-referred_by", "-remote_only", "-id"] {
            for size in 1..=7 {
                let start = format!("/api/v1/hiring/rates/?ordering={order}&size={size}");
                let (mut path, mut last, mut forth) = (Some(start.clone()), None, Vec::new());
                while let Some(here) = path {
                    let page = page(&hiring, &here).await;
                    assert!(page.rows.len() as u64 <= size && forth.len() < 100, "{here}");
                    forth.extend(page.rows);
                    (path, last) = (page.next, Some((here, page.previous)));
                }
                let mut keys: Vec<String> = forth.iter().map(|key| format!("{key:?}")).collect();
                keys.sort();
                keys.dedup();
                assert_eq!((keys.len(), forth.len()), (12, 12), "{start}: {forth:?}");
                let (end, mut path) = last.unwrap();
                let mut back = page(&hiring, &end).await.rows;
                while let Some(here) = path {
                    let page = page(&hiring, &here).await;
                    assert!(forth.windows(page.rows.len().max(1)).any(|stretch| stretch == page.rows), "{here}: {:?} in {forth:?}", page.rows);
                    back.splice(0..0, page.rows);
                    path = page.previous;
                    assert!(back.len() < 100, "{here}");
                }
                // A turn inside of rows that share a value skips some of them, as DRF says of its own.
                if ["created_at", "-id"].contains(&order) {
                    assert_eq!(back, forth, "{start}");
                }
            }
        }
    }
}
