//! A storage keeps what it was given, under a name of its own, and nothing else. The suite runs on a folder, and on a bucket where
//! `KOROC_TEST_S3` names one (`s3://bucket`, its server and credentials in the `AWS_…` variables).

#![allow(clippy::unwrap_used, reason = "what tests share may unwrap as they do")]

use std::fs::{self, File};
use std::ops::Range;
use std::time::{Duration, SystemTime};

use koroc_files::{FileError, Found, Storage};
use koroc_spec::{FileContent, UploadedFile};

/// The storages to test, and the folder of the first one.
fn storages() -> (Vec<Storage>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut storages = vec![Storage::open(folder.path().join("media").to_str().unwrap()).unwrap()];
    match std::env::var("KOROC_TEST_S3") {
        Ok(root) => {
            let unique = folder.path().file_name().unwrap().to_string_lossy().into_owned();
            storages.push(Storage::open(&format!("{root}/{unique}")).unwrap_or_else(|error| panic!("{error}")));
        }
        Err(_) => eprintln!("KOROC_TEST_S3 names no bucket: only the folder is tested"),
    }
    (storages, folder)
}

async fn content(storage: &Storage, name: &str, range: Range<u64>) -> Vec<u8> {
    let mut chunks = storage.read(name, range).await.unwrap();
    let mut out = Vec::new();
    while let Some(piece) = chunks.next().await {
        out.extend_from_slice(&piece.unwrap());
    }
    out
}

/// The names of all files under a folder, temporary ones too.
fn files(folder: &std::path::Path) -> Vec<String> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().unwrap().is_dir() { out.extend(files(&entry.path())) } else { out.push(entry.path().display().to_string()) }
    }
    out
}

async fn until<F: AsyncFn() -> bool>(what: &str, done: F) {
    for _ in 0..200 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}");
}

#[tokio::test]
async fn a_file_is_kept_and_read_again() {
    let (storages, _folder) = storages();
    for storage in storages {
        let saved = storage.save(&UploadedFile::new("my cv é.txt", *b"hello world"), "documents/", Some(60)).await.unwrap();
        assert_eq!(saved.name(), "documents/my_cv_é.txt");
        saved.keep();
        let Found { size, modified } = storage.find("documents/my_cv_é.txt").await.unwrap().unwrap();
        assert_eq!(size, 11);
        assert!(modified <= SystemTime::now() + Duration::from_secs(5) && modified > SystemTime::now() - Duration::from_secs(60));
        for (range, text) in [(0..11, "hello world"), (0..5, "hello"), (6..11, "world"), (3..3, "")] {
            assert_eq!(String::from_utf8(content(&storage, "documents/my_cv_é.txt", range.clone()).await).unwrap(), text, "{range:?}");
        }
        storage.remove("documents/my_cv_é.txt").await.unwrap();
        assert_eq!(storage.find("documents/my_cv_é.txt").await.unwrap(), None);
        storage.remove("documents/my_cv_é.txt").await.unwrap();
    }
}

#[tokio::test]
async fn no_file_is_ever_overwritten() {
    let (storages, _folder) = storages();
    for storage in storages {
        let mut saves = tokio::task::JoinSet::new();
        for k in 0..8_u8 {
            let storage = storage.clone();
            saves.spawn(async move {
                let saved = storage.save(&UploadedFile::new("cv.txt", vec![b'a' + k]), "d", None).await.unwrap();
                let name = saved.name().to_owned();
                saved.keep();
                (name, vec![b'a' + k])
            });
        }
        let saved = saves.join_all().await;
        assert_eq!(saved.iter().filter(|(name, _)| name == "d/cv.txt").count(), 1);
        for (name, text) in saved {
            assert_eq!(content(&storage, &name, 0..1).await, text, "{name}");
        }
    }
}

#[tokio::test]
async fn a_large_file_waits_on_disk_and_is_kept_whole() {
    let (storages, folder) = storages();
    for storage in storages {
        let mut spool = storage.spool(100);
        let (mut small, mut large) = (Default::default(), Default::default());
        let piece: Vec<u8> = (0..=255).cycle().take(70_000).collect();
        spool.write(&mut small, b"small").await.unwrap();
        for _ in 0..50 {
            spool.write(&mut large, &piece).await.unwrap();
        }
        let (size, content_) = spool.finish(small).await.unwrap();
        assert!(size == 5 && matches!(content_, FileContent::Memory(_)));
        let (size, content_) = spool.finish(large).await.unwrap();
        let FileContent::Temporary(temporary) = &content_ else { panic!("it is in memory") };
        let waiting = temporary.path().to_owned();
        assert!(size == 3_500_000 && waiting.exists());
        let file = UploadedFile { name: "large.bin".to_owned(), content_type: None, size, content: content_ };
        for name in ["large.bin", "large_"] {
            let saved = storage.save(&file, "", None).await.unwrap();
            assert!(saved.name().starts_with(name));
            assert_eq!(storage.find(saved.name()).await.unwrap().unwrap().size, size);
            assert!(content(&storage, saved.name(), 0..size).await == piece.repeat(50));
            saved.keep();
        }
        drop(file);
        assert!(!waiting.exists());
    }
    assert_eq!(files(folder.path()).len(), 2);
}

#[tokio::test]
async fn what_is_not_kept_goes() {
    let (storages, folder) = storages();
    for storage in storages {
        let saved = storage.save(&UploadedFile::new("cv.txt", *b"x"), "", None).await.unwrap();
        let name = saved.name().to_owned();
        assert!(storage.find(&name).await.unwrap().is_some());
        drop(saved);
        until("the file stays", async || storage.find(&name).await.unwrap().is_none()).await;
        let mut spool = storage.spool(0);
        let mut arriving = Default::default();
        spool.write(&mut arriving, b"abc").await.unwrap();
        drop(arriving);
    }
    assert_eq!(files(folder.path()), [""; 0]);
}

#[tokio::test]
async fn names_stay_inside() {
    let (storages, folder) = storages();
    fs::write(folder.path().join("secret"), "x").unwrap();
    for storage in storages {
        let mut spool = storage.spool(0);
        let mut arriving = Default::default();
        spool.write(&mut arriving, b"abc").await.unwrap();
        for name in ["../secret", "a/../../secret", "/etc/passwd", "", ".", "..", "./../secret", "a\\b", "a\0b", ".uploads", "none/secret"] {
            assert_eq!(storage.find(name).await.unwrap(), None, "{name:?}");
        }
        for waiting in files(folder.path()).iter().filter(|path| path.contains(".uploads")) {
            let name = &waiting[waiting.find(".uploads").unwrap()..];
            assert_eq!(storage.find(name).await.unwrap(), None, "{name}");
        }
        for (upload_to, name) in [("", ".."), ("a/../../b", "x.txt"), ("", "\u{1F600}")] {
            assert!(matches!(storage.save(&UploadedFile::new(name, *b"x"), upload_to, None).await, Err(FileError::Name(_))), "{upload_to} {name}");
        }
    }
}

#[tokio::test]
async fn a_name_that_the_disk_does_not_take_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::open(folder.path().to_str().unwrap()).unwrap();
    let long = UploadedFile::new(&"ы".repeat(200), *b"x");
    assert!(matches!(storage.save(&long, "", None).await, Err(FileError::Name(_))));
    assert_eq!(storage.find(&long.name).await.unwrap(), None);
    assert_eq!(files(folder.path()), [""; 0]);
}

#[test]
fn what_a_crash_left_goes_after_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let waiting = folder.path().join(".uploads");
    fs::create_dir(&waiting).unwrap();
    for (name, hours) in [("koroc-upload-old", 25), ("koroc-upload-new", 1), ("other", 25)] {
        fs::write(waiting.join(name), "x").unwrap();
        let at = SystemTime::now() - Duration::from_secs(hours * 3600);
        File::options().write(true).open(waiting.join(name)).unwrap().set_modified(at).unwrap();
    }
    Storage::open(folder.path().to_str().unwrap()).unwrap();
    let mut left: Vec<_> = fs::read_dir(&waiting).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["koroc-upload-new", "other"]);
}

#[test]
fn a_root_that_cannot_be_used_is_refused() {
    for root in ["ftp://host/x", "s3://"] {
        assert!(matches!(Storage::open(root), Err(FileError::Root { .. })), "{root}");
    }
}
