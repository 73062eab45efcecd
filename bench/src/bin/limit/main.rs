//! The hand-written limit: one table behind axum and rusqlite, no framework. What a careful engineer gets; Koroc is measured against it.
//!
//! It checks only what it must: no authentication, no negotiation, decimals as floats. Environment: `PORT`, `DB`, `SYNC=FULL|NORMAL`.
#![allow(clippy::unwrap_used, missing_docs, reason = "a yardstick, kept as terse as it was measured; it is no part of the library")]

mod front;

use front::{NewFund, PAGE, R, Store, env};
use rusqlite::{Connection, OpenFlags, params};
use std::{
    cell::RefCell,
    sync::{OnceLock, mpsc},
};
use tokio::sync::oneshot;
use uuid::Uuid;

const GET: &str = "SELECT id,symbol,name,asset_class,total_assets,ytd_price_change,average_daily_volume FROM exchange_traded_fund WHERE id=?1";
const LIST: &str =
    "SELECT id,symbol,name,asset_class,total_assets,ytd_price_change,average_daily_volume FROM exchange_traded_fund ORDER BY id LIMIT ?1 OFFSET ?2";
const COUNT: &str = "SELECT count(*) FROM exchange_traded_fund";
const INS: &str =
    "INSERT INTO exchange_traded_fund(id,symbol,name,asset_class,total_assets,ytd_price_change,average_daily_volume) VALUES(?1,?2,?3,?4,?5,?6,?7)";

fn open(ro: bool) -> Connection {
    let vfs = env("VFS", "unix");
    let fl = if ro && vfs == "unix" { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let c = Connection::open_with_flags_and_vfs(env("DB", "db.sqlite"), fl, vfs.as_str()).unwrap();
    c.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    c.execute_batch(&format!("PRAGMA synchronous={};{}", env("SYNC", "NORMAL"), env("PRAGMAS", ""))).unwrap();
    c
}
thread_local!(static C: RefCell<Option<Connection>> = const { RefCell::new(None) });
fn with<T>(f: impl FnOnce(&Connection) -> T) -> T {
    C.with(|c| {
        let mut c = c.borrow_mut();
        f(c.get_or_insert_with(|| open(true)))
    })
}

fn row(b: &mut Vec<u8>, r: &rusqlite::Row) -> rusqlite::Result<()> {
    let id = Uuid::from_slice(r.get_ref(0)?.as_blob()?).unwrap();
    front::json_fund(
        b,
        &id,
        r.get_ref(1)?.as_str()?,
        r.get_ref(2)?.as_str()?,
        r.get_ref(3)?.as_str()?,
        r.get_ref(4)?.as_f64()?,
        r.get_ref(5)?.as_f64()?,
        r.get_ref(6)?.as_i64()?,
    );
    Ok(())
}
fn q_get(c: &Connection, id: Uuid) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut s = c.prepare_cached(GET)?;
    let mut rs = s.query(params![id.as_bytes()])?;
    match rs.next()? {
        Some(r) => {
            let mut b = Vec::with_capacity(320);
            row(&mut b, r)?;
            Ok(Some(b))
        }
        None => Ok(None),
    }
}
fn q_list(c: &Connection, host: &str, page: u64) -> rusqlite::Result<Vec<u8>> {
    let tx = one_snapshot();
    if tx {
        c.prepare_cached("BEGIN")?.execute([])?;
    }
    let count: i64 = c.prepare_cached(COUNT)?.query_row([], |r| r.get(0))?;
    let mut b = Vec::with_capacity(3072);
    front::json_page_head(&mut b, host, page, count as u64);
    let mut s = c.prepare_cached(LIST)?;
    let mut rs = s.query([PAGE as i64, ((page - 1) * PAGE) as i64])?;
    let mut first = true;
    while let Some(r) = rs.next()? {
        if !first {
            b.push(b',')
        }
        first = false;
        row(&mut b, r)?;
    }
    b.extend_from_slice(b"]}");
    drop(rs);
    if tx {
        c.prepare_cached("COMMIT")?.execute([])?;
    }
    Ok(b)
}
fn one_snapshot() -> bool {
    static T: OnceLock<bool> = OnceLock::new();
    *T.get_or_init(|| env("ONETX", "1") == "1")
}

type Job = (NewFund, oneshot::Sender<R<Vec<u8>>>);
fn insert(c: &Connection, f: &NewFund) -> R<Vec<u8>> {
    use rust_decimal::prelude::ToPrimitive;
    let id = Uuid::new_v4();
    let (ta, y) = (f.total_assets.to_f64().unwrap(), f.ytd_price_change.to_f64().unwrap());
    c.prepare_cached(INS)
        .and_then(|mut s| s.execute(params![id.as_bytes(), f.symbol, f.name, f.asset_class, ta, y, f.average_daily_volume]))
        .map_err(|e| e.to_string())?;
    let mut b = Vec::with_capacity(320);
    front::json_fund(&mut b, &id, &f.symbol, &f.name, &f.asset_class, ta, y, f.average_daily_volume);
    Ok(b)
}
fn writer(rx: mpsc::Receiver<Job>, group: bool) {
    let c = open(false);
    let mut done = Vec::new();
    let (mut batches, mut n) = (0u64, 0u64);
    while let Ok(j) = rx.recv() {
        if !group {
            let r = insert(&c, &j.0);
            let _ = j.1.send(r);
            continue;
        }
        c.execute_batch("BEGIN IMMEDIATE").unwrap(); // the group: whatever is queued now, answered after one commit
        let mut next = Some(j);
        while let Some((f, tx)) = next {
            done.push((insert(&c, &f), tx));
            next = if done.len() < 256 { rx.try_recv().ok() } else { None }
        }
        let ok = c.execute_batch("COMMIT").map_err(|e| e.to_string());
        n += done.len() as u64;
        batches += 1;
        if batches % 20000 == 0 {
            eprintln!("mean group {:.1}", n as f64 / batches as f64)
        }
        for (r, tx) in done.drain(..) {
            let _ = tx.send(ok.clone().and(r));
        }
    }
}
#[derive(Clone, Copy, PartialEq)]
enum Read {
    Inline,
    Blocking,
}
struct S {
    read: Read,
    w: mpsc::Sender<Job>,
}
impl Store for S {
    async fn get(&self, id: Uuid) -> R<Option<Vec<u8>>> {
        match self.read {
            Read::Inline => with(|c| q_get(c, id)),
            Read::Blocking => tokio::task::spawn_blocking(move || with(|c| q_get(c, id))).await.unwrap(),
        }
        .map_err(|e| e.to_string())
    }
    async fn list(&self, host: &str, page: u64) -> R<Vec<u8>> {
        match self.read {
            Read::Inline => with(|c| q_list(c, host, page)),
            Read::Blocking => {
                let h = host.to_string();
                tokio::task::spawn_blocking(move || with(|c| q_list(c, &h, page))).await.unwrap()
            }
        }
        .map_err(|e| e.to_string())
    }
    async fn create(&self, f: NewFund) -> R<Vec<u8>> {
        let (tx, rx) = oneshot::channel();
        self.w.send((f, tx)).map_err(|e| e.to_string())?;
        rx.await.map_err(|e| e.to_string())?
    }
}
fn main() {
    let (w, rx) = mpsc::channel();
    let group = env("WRITE", "group") == "group";
    std::thread::spawn(move || writer(rx, group));
    let read = if env("READ", "inline") == "inline" { Read::Inline } else { Read::Blocking };
    let mut b = tokio::runtime::Builder::new_multi_thread();
    b.enable_all();
    let n: usize = env("BLK", "0").parse().unwrap();
    if n > 0 {
        b.max_blocking_threads(n);
    }
    let n: usize = env("WORKERS", "0").parse().unwrap();
    if n > 0 {
        b.worker_threads(n);
    }
    b.build().unwrap().block_on(front::serve(front::router(S { read, w })));
}
