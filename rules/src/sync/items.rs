//! The requests of a batch, made of users as they are at that time.

use sha2::{Digest, Sha256};

use super::job::{Goal, Kind, Shift, Task};
use super::{ClientSecret, Item, NewEntraUser};
use crate::Rule;

/// Requests of a batch (Graph: JSON batching).
const LARGEST_BATCH: usize = 20;

impl Shift<'_> {
    /// The next batch, of one kind; the end if there is nothing left to ask.
    pub(super) fn next_batch(&mut self) {
        self.fill_batch();
        let Some(first) = self.job.batch.first() else { return self.asked_all() };
        let kind = first.kind;
        self.next(Goal::Batch(kind));
    }

    /// Takes up to twenty tasks of one kind; users who went away since they were planned need nothing.
    pub(super) fn fill_batch(&mut self) {
        self.job.batch.clear();
        while self.job.batch.len() < LARGEST_BATCH {
            let kind = self.job.batch.first().map(|first| first.kind);
            let fits = self.job.tasks.front().is_some_and(|task| kind.is_none_or(|kind| kind == task.kind));
            if !fits {
                return;
            }
            let Some(task) = self.job.tasks.pop_front() else { return };
            if self.is_needed(&task) {
                self.job.batch.push(task);
            }
        }
    }

    /// Whether there still is something to ask: users may have changed while the batch waited.
    pub(super) fn batch_is_needed(&mut self) -> bool {
        let mut batch = std::mem::take(&mut self.job.batch);
        batch.retain(|task| self.is_needed(task));
        self.job.batch = batch;
        !self.job.batch.is_empty()
    }

    fn is_needed(&mut self, task: &Task) -> bool {
        let here = self.tenant.users.contains_key(&task.uid);
        let needed = match task.kind {
            Kind::Create | Kind::Update => here,
            // Made anew meanwhile: then it is no deletion any more.
            Kind::Delete => !here,
            Kind::ImmutableId | Kind::Lookup | Kind::Absence => true,
        };
        self.decide(Rule::TaskNeeded, needed)
    }

    /// The batch at hand as requests. What creates is written down before it goes out.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let mut batch = std::mem::take(&mut self.job.batch);
        let items = batch.iter_mut().map(|task| self.item(task)).collect();
        self.job.batch = batch;
        items
    }

    fn item(&mut self, task: &mut Task) -> Item {
        let id = task.id.as_deref().unwrap_or_default().to_owned();
        match task.kind {
            Kind::Create => self.creation(task),
            Kind::Update => self.update(task, id),
            Kind::Delete => Item::Delete { id },
            Kind::Lookup => Item::Find { id: self.job.setting.upn(&task.uid) },
            Kind::Absence => Item::Find { id },
            Kind::ImmutableId => {
                let immutable_id = Some(self.job.setting.immutable_id(&task.uid));
                Item::Update { id, enabled: None, immutable_id, properties: Vec::new() }
            }
        }
    }

    fn creation(&mut self, task: &mut Task) -> Item {
        let sent = !self.book().sent.insert(task.uid.clone());
        task.perhaps_done |= sent || task.id.is_some();
        let password = self.password();
        task.password = Some(password.clone());
        let setting = &self.job.setting;
        let user = self.tenant.users.get(&task.uid);
        let values = user.into_iter().flat_map(|user| setting.values(&task.uid, user));
        let properties =
            values.filter_map(|(property, value)| Some((property.to_owned(), value?.to_owned()))).collect();
        Item::Create(Box::new(NewEntraUser {
            upn: setting.upn(&task.uid),
            nickname: task.uid.to_string(),
            enabled: user.is_none_or(|user| user.enabled),
            immutable_id: self.job.federated.then(|| setting.immutable_id(&task.uid)),
            password,
            properties,
        }))
    }

    fn update(&self, task: &Task, id: String) -> Item {
        let setting = &self.job.setting;
        let user = self.tenant.users.get(&task.uid);
        let values = user.into_iter().flat_map(|user| setting.values(&task.uid, user));
        let properties = values.map(|(property, value)| (property.to_owned(), value.map(ToOwned::to_owned))).collect();
        Item::Update { id, enabled: user.map(|user| user.enabled), immutable_id: None, properties }
    }

    /// One that any password policy of Entra ID takes: 20 characters of four kinds.
    fn password(&mut self) -> ClientSecret {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let drawn = u128::from(self.entropy.next_u64()) << 64 | u128::from(self.entropy.next_u64());
        let letters = (0..16).map(|at| char::from(LETTERS[(drawn >> (5 * at)) as usize % LETTERS.len()]));
        ClientSecret::new(letters.chain("-A9z".chars()).collect::<String>())
    }
}

impl super::setting::Whole {
    /// What federation knows a user by: the same in each run, and free of the `$` and `_` that Entra ID forbids.
    fn immutable_id(&self, uid: &str) -> String {
        let upn = self.upn(&uid.to_ascii_lowercase());
        let digest: [u8; 32] = Sha256::digest(upn.as_bytes()).into();
        digest[..16].iter().map(|octet| format!("{octet:02x}")).collect()
    }
}
