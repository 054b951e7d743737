//! One step of the state machine.

use crate::control::{make_users, obey};
use crate::sync::run;
use crate::turn::Turn;
use crate::{Arrival, Control, Entropy, Input, Output, Request, State, TenantName, Time, Wake};

/// Takes one input in, changes the state, and says what to do, in order.
///
/// `now` is the time on the tenant's clock.
pub fn step(state: &mut State, input: Input, now: Time, entropy: &mut dyn Entropy) -> Vec<Output> {
    let Input { tenant, arrival } = input;
    match arrival {
        Arrival::Request { request, what } => {
            let mut turn = Turn::new(state, tenant, request, now, entropy);
            turn.serve(what);
            turn.out
        }
        Arrival::Answer { call, answer } => {
            let Some(suspended) = state.tenants.get_mut(&tenant).and_then(|tenant| tenant.suspended.remove(&call))
            else {
                return run::answered(state, &tenant, call, answer, now, entropy);
            };
            let mut turn = Turn::new(state, tenant, suspended.request(), now, entropy);
            turn.resume(suspended, answer);
            turn.out
        }
        Arrival::Woken(Wake::Sweep) => sweep(state, &tenant, now),
        Arrival::Woken(Wake::Reply(request)) => {
            let held_back = state.held_back.remove(&request);
            held_back.map(|reply| Output::Reply { request, reply }).into_iter().collect()
        }
        Arrival::Woken(Wake::Sync(job)) => run::woken(state, &tenant, job, now, entropy),
        Arrival::Told(Control::KillSync) => run::killed(state, &tenant, now, entropy),
        Arrival::Told(Control::MakeUsers { count, prefix, mail_domain }) => {
            make_users(state, &tenant, count, &prefix, mail_domain.as_deref(), now, entropy);
            Vec::new()
        }
        Arrival::Told(control) => obey(state, tenant, control),
    }
}

fn sweep(state: &mut State, tenant: &TenantName, now: Time) -> Vec<Output> {
    let State { seam, tenants, strangers, .. } = state;
    let tenant = tenants.get_mut(tenant).unwrap_or(strangers);
    tenant.sweep(seam, now).into_iter().collect()
}

impl Turn<'_> {
    fn serve(&mut self, what: Request) {
        match what {
            Request::Web(request) => self.web(request),
            Request::Windows(request) => self.windows(request),
            Request::Users(request) => self.users(request),
            Request::Change { session, step } => self.change_password(&session, step),
            Request::Saml(upload) => self.saml(upload),
            Request::ConfigurePki => self.configure_pki(),
            Request::Radius(request) => self.radius(request),
            Request::Tokens(request) => self.tokens(request),
            Request::Slot(request) => self.register_slot(&request),
            Request::Face(browser) => self.face(browser),
            Request::Sync(request) => self.sync(&request),
            Request::SyncProgress => self.sync_progress(),
            Request::Malformed(operation) => self.malformed(operation),
        }
    }
}
