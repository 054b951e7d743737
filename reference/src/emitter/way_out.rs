//! The one way out: a line goes to every receiver, in the order of emission.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::queue::Queue;
use super::{Line, Transport, file, tcp, udp};
use crate::{Error, Options, SyslogTarget};

/// The one way out. Whoever holds the rules holds it, so lines leave in the
/// order of the steps.
#[derive(Debug)]
pub(crate) struct Emitter {
    queues: Vec<Queue>,
    receivers: Vec<JoinHandle<()>>,
    lost: Arc<AtomicU64>,
}

impl Emitter {
    pub(crate) fn start(options: &Options) -> Result<Self, Error> {
        let log_file = options.log_file.as_deref().map(open).transpose()?;
        let mut emitter = Self { queues: Vec::new(), receivers: Vec::new(), lost: Arc::default() };
        options.syslog.iter().for_each(|target| emitter.add_syslog(target));
        if let Some(file) = log_file {
            emitter.add_file(file);
        }
        Ok(emitter)
    }

    pub(crate) fn emit(&self, line: Line, copies: usize) {
        let line = Arc::new(line);
        for queue in &self.queues {
            (0..copies).for_each(|_| queue.push(line.clone()));
        }
    }

    /// How many lines did not reach a receiver, as far as is known.
    pub(crate) fn lost(&self) -> Arc<AtomicU64> {
        self.lost.clone()
    }

    /// Lets no more lines in. What comes back ends when the queues are empty.
    pub(crate) fn close(&mut self) -> Vec<JoinHandle<()>> {
        self.queues.clear();
        std::mem::take(&mut self.receivers)
    }

    fn add_syslog(&mut self, target: &SyslogTarget) {
        let (queue, lines, losses) = Queue::new(target.to_string(), self.lost.clone());
        let address = target.address.clone();
        self.queues.push(queue);
        self.receivers.push(match target.transport {
            Transport::Tcp(framing) => tokio::spawn(tcp::tell(address, framing, lines, losses)),
            Transport::Udp => tokio::spawn(udp::tell(address, lines, losses)),
        });
    }

    fn add_file(&mut self, file: File) {
        let (queue, lines, losses) = Queue::new("the log file".to_owned(), self.lost.clone());
        self.queues.push(queue);
        // A thread of its own, as it blocks, and as no runtime should wait for it to end.
        let (done, end) = oneshot::channel();
        std::thread::spawn(move || {
            file::tell(file, lines, &losses);
            let _ = done.send(());
        });
        self.receivers.push(tokio::spawn(async { drop(end.await) }));
    }
}

fn open(path: &Path) -> Result<File, Error> {
    file::open(path).map_err(|cause| Error::LogFile { path: path.to_owned(), cause })
}
