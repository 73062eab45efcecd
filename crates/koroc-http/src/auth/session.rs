//! Sessions: found by the cookie's hash, made at a login, ended by a logout or a new password.

use chrono::Utc;
use koroc_db::{Cond, DbError, Op, Select};
use koroc_spec::Value;
use sha2::{Digest, Sha256};

use super::{
    Auth, User, Visit, cookie,
    models::{session, user},
    random,
    secret_key::Signer,
    visit::SessionCookie,
};

/// What the fingerprint of a password is signed for.
const PURPOSE: &str = "session";

/// The user of the browser's session. A session that is unknown, over, or older than the user's password is gone, and so is its cookie.
pub(super) async fn find(auth: &Auth, visit: &mut Visit<'_>) -> Result<Option<User>, DbError> {
    let Some(key) = visit.session_key() else { return Ok(None) };
    let found = verified(auth, &hash(key)).await?;
    if found.is_none() {
        visit.set_session(SessionCookie::Delete);
    }
    Ok(found)
}

async fn verified(auth: &Auth, key_hash: &str) -> Result<Option<User>, DbError> {
    let this = Cond::eq(session::KEY_HASH, key_hash);
    let alive = Cond::Compare { field: session::EXPIRES, op: Op::Gt, value: Value::DateTime(Utc::now()) };
    let columns = vec![session::USER, session::AUTH_HASH];
    let cond = Cond::And(vec![this.clone(), alive]);
    let select = Select { model: auth.tables.session, columns, cond, order: Vec::new(), limit: Some(1), offset: None };
    let Some(row) = auth.db.rows(&select).await?.pop() else { return Ok(None) };
    let [Value::Int(id), Value::Str(fingerprint)] = &row[..] else { return Ok(None) };
    let Some(user) = auth.user(Cond::eq(user::ID, *id)).await? else { return Ok(None) };
    let key = auth.key.key().await?;
    match key.verify(PURPOSE, &user.password, fingerprint) {
        Some(Signer::Current) => Ok(Some(user)),
        Some(Signer::Old) => {
            let signed = key.sign(PURPOSE, &user.password);
            auth.db.update(auth.tables.session, &this, vec![(session::AUTH_HASH, signed.into())], &[]).await?;
            Ok(Some(user))
        }
        None => auth.db.delete(auth.tables.session, &this).await.map(|_| None),
    }
}

impl Auth {
    /// Logs a user in: a new session (whatever the browser had before ends), a new CSRF secret, and `last_login`.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn login(&self, visit: &mut Visit<'_>, user: &User) -> Result<(), DbError> {
        let (key, now, tables, id) = (random::text(32, random::LOWER), Utc::now(), self.tables, user.id);
        let before = visit.session_key().map(hash);
        let signer = self.key.key().await?;
        let values = vec![
            (session::KEY_HASH, hash(&key).into()),
            (session::USER, id.into()),
            (session::AUTH_HASH, signer.sign(PURPOSE, &user.password).into()),
            (session::EXPIRES, Value::DateTime(now + cookie::SESSION_AGE)),
        ];
        let job = move |tx: &mut koroc_db::Tx<'_>| {
            let over = Cond::Compare { field: session::EXPIRES, op: Op::Lte, value: Value::DateTime(now) };
            let before = before.iter().map(|before| Cond::eq(session::KEY_HASH, before.as_str()));
            tx.delete(tables.session, &Cond::Or(before.chain([over]).collect()))?;
            tx.insert(tables.session, values.clone(), &[])?;
            tx.update(tables.user, &Cond::eq(user::ID, id), vec![(user::LAST_LOGIN, Value::DateTime(now))], &[]).map(drop)
        };
        self.db.transaction(job).await?;
        visit.set_session(SessionCookie::Set(key));
        visit.rotate_secret();
        Ok(())
    }

    /// Ends the browser's session, if it has one.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub async fn logout(&self, visit: &mut Visit<'_>) -> Result<(), DbError> {
        if let Some(key) = visit.session_key() {
            self.db.delete(self.tables.session, &Cond::eq(session::KEY_HASH, hash(key))).await?;
        }
        visit.set_session(SessionCookie::Delete);
        Ok(())
    }
}

/// What is stored of a key: whoever reads the table cannot log in with it. A key is random, so that one round of SHA-256 is enough.
fn hash(key: &str) -> String {
    random::hex(&Sha256::digest(key))
}
