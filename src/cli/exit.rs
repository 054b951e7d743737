/// All the ways in which sekisho exits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: all as expected.
    Good = 0,
    /// 1: findings, or a gate was missed.
    Findings = 1,
    /// 2: the command line is wrong.
    Usage = 2,
    /// 3: a file is wrong.
    Files = 3,
    /// 4: nothing ran.
    NothingRan = 4,
    /// 5: the target is unreachable or unfit.
    Unfit = 5,
    /// 6: interrupted.
    Interrupted = 6,
    /// 7: the measurement is invalid or too noisy to tell.
    Invalid = 7,
    /// 70: a bug of sekisho.
    Bug = 70,
}

impl Exit {
    /// All of them with what they mean, for the manual.
    pub const ALL: [(Exit, &'static str); 9] = [
        (Exit::Good, "all as expected"),
        (Exit::Findings, "findings, or a gate was missed"),
        (Exit::Usage, "the command line is wrong"),
        (Exit::Files, "a file is wrong"),
        (Exit::NothingRan, "nothing ran"),
        (Exit::Unfit, "the target is unreachable or unfit"),
        (Exit::Interrupted, "interrupted"),
        (Exit::Invalid, "the measurement is invalid or too noisy to tell"),
        (Exit::Bug, "a bug of sekisho"),
    ];

    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }
}
