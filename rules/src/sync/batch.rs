//! What came of a batch.

use std::time::Duration;

use super::job::{Kind, Shift, Task};
use super::message::{item_detail, passes};
use super::run::{MOST_TRIES, backoff};
use super::{GraphError, ItemAnswer, Subcode};
use crate::{Code, Rule, code};

impl Shift<'_> {
    /// Writes down what came of each request. Graph may give the answers in any order.
    pub(super) fn settle(&mut self, kind: Kind, answers: Vec<ItemAnswer>) {
        let batch = std::mem::take(&mut self.job.batch);
        let mut told: Vec<Option<ItemAnswer>> = vec![None; batch.len()];
        for answer in answers {
            if let Some(place) = told.get_mut(answer.place) {
                place.get_or_insert(answer);
            }
        }
        let whole = told.iter().all(Option::is_some);
        let (mut again, mut wait) = (Vec::new(), Duration::ZERO);
        for (mut task, answer) in batch.into_iter().zip(told) {
            let Some(answer) = answer else { continue };
            task.tries += 1;
            if self.is_asked_again(&task, &answer) {
                wait = wait.max(answer.retry_after.unwrap_or_else(|| backoff(task.tries)));
                task.perhaps_done = true;
                again.push(task);
            } else {
                self.done(task, &answer);
            }
        }
        if !self.decide(Rule::BatchWhole, whole) {
            return self.fail(&GraphError::of(Subcode::Unknown, 200, "The answer does not tell of every request."));
        }
        if again.is_empty() {
            return self.next_batch();
        }
        self.postpone(kind, again, wait);
    }

    /// What Graph throttled is asked again when it said, with more of the same in one batch.
    fn postpone(&mut self, kind: Kind, again: Vec<Task>, wait: Duration) {
        for task in again.into_iter().rev() {
            self.job.tasks.push_front(task);
        }
        self.job.goal = super::job::Goal::Batch(kind);
        // The batch as such was answered.
        self.job.answered();
        self.fill_batch();
        self.wait(wait);
    }

    fn is_asked_again(&mut self, task: &Task, answer: &ItemAnswer) -> bool {
        let patient = answer.retry_after.is_none_or(|wait| wait <= Duration::from_secs(3600));
        let again = passes(answer.status) && task.tries < MOST_TRIES && patient;
        self.decide(Rule::ItemAskedAgain, again)
    }

    fn done(&mut self, task: Task, answer: &ItemAnswer) {
        let fine = self.decide(Rule::ItemDone, (200..300).contains(&answer.status));
        match task.kind {
            Kind::Create => self.created(task, answer, fine),
            Kind::Lookup => self.looked_up(&task, answer, fine),
            Kind::Update | Kind::ImmutableId => {
                self.tell(&task, answer, fine, code::ENTRA_USER_UPDATED, code::ENTRA_UPDATE_FAILED);
            }
            Kind::Delete => self.deleted(&task, answer, fine),
            Kind::Absence => self.is_absent(&task, answer),
        }
    }

    /// A creation that an earlier request may have carried out already, and that conflicts now, is looked up.
    fn created(&mut self, mut task: Task, answer: &ItemAnswer, fine: bool) {
        if fine {
            self.link(&task.uid, answer);
            return self.tell(&task, answer, true, code::ENTRA_USER_CREATED, code::ENTRA_CREATE_FAILED);
        }
        if self.decide(Rule::CreationOurs, answer.conflict && task.perhaps_done) {
            task.refusal = Some((answer.status, answer.text.clone()));
            task.kind = Kind::Lookup;
            task.tries = 0;
            // After the other creations, before whatever comes then.
            let place = self.job.tasks.iter().position(|next| next.kind != Kind::Create && next.kind != Kind::Lookup);
            let place = place.unwrap_or(self.job.tasks.len());
            return self.job.tasks.insert(place, task);
        }
        self.book().sent.remove(&task.uid);
        self.tell(&task, answer, false, code::ENTRA_USER_CREATED, code::ENTRA_CREATE_FAILED);
    }

    /// Whom a run before had linked already was merely not in the list yet: nothing was done.
    fn looked_up(&mut self, task: &Task, answer: &ItemAnswer, fine: bool) {
        let (status, text) = task.refusal.clone().unwrap_or((answer.status, answer.text.clone()));
        let refusal = ItemAnswer { status, text, ..answer.clone() };
        if !fine {
            self.book().sent.remove(&task.uid);
            return self.tell(task, &refusal, false, code::ENTRA_USER_CREATED, code::ENTRA_CREATE_FAILED);
        }
        let before = task.id.is_some() && task.id.as_deref() == answer.id.as_deref();
        self.link(&task.uid, answer);
        if !before {
            self.tell(task, answer, true, code::ENTRA_USER_CREATED, code::ENTRA_CREATE_FAILED);
        }
    }

    fn link(&mut self, uid: &str, answer: &ItemAnswer) {
        let id = answer.id.clone();
        let book = self.book();
        book.sent.remove(uid);
        if let Some(id) = id {
            book.links.insert(uid.into(), id.into());
        }
    }

    /// Whom the request before may have deleted is deleted.
    fn deleted(&mut self, task: &Task, answer: &ItemAnswer, fine: bool) {
        let gone = self.decide(Rule::DeletedBefore, answer.status == 404 && task.perhaps_done);
        if fine || gone {
            self.book().links.remove(&task.uid);
        }
        self.tell(task, answer, fine || gone, code::ENTRA_USER_DELETED, code::ENTRA_DELETE_FAILED);
    }

    fn tell(&mut self, task: &Task, answer: &ItemAnswer, fine: bool, good: Code, bad: Code) {
        if fine {
            return self.emit(good, Some(&task.uid), None);
        }
        let text = task.hide(self.job.hide(&answer.text));
        let detail = item_detail(answer.status, &text);
        self.emit(bad, Some(&task.uid), Some(detail));
    }
}
