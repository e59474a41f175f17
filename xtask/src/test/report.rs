//! What a suite came to, read from the lines that Rust's test programs print.

/// Counts and, for what did not pass, the reasons.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
    pub(super) why: Vec<String>,
}

impl Report {
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.why.extend(other.why);
    }

    pub(super) fn pass(&mut self) {
        self.passed += 1;
    }

    pub(super) fn fail(&mut self, why: impl Into<String>) {
        self.failed += 1;
        self.why.push(why.into());
    }

    pub(super) fn skip(&mut self, why: impl Into<String>) {
        self.skipped += 1;
        self.why.push(why.into());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.passed + self.failed + self.skipped == 0
    }

    /// Takes in one line of output: a closing line for the counts, a test's own line for the reason.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += count(counts, "passed");
            self.failed += count(counts, "failed");
            self.skipped += count(counts, "ignored");
        } else if let Some((name, verdict)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.rsplit_once(" ... "))
        {
            match verdict.split_once(", ").unwrap_or((verdict, "")) {
                ("FAILED", _) => self.why.push(format!("{name} failed")),
                ("ignored", "") => self.why.push(format!("{name} is ignored")),
                ("ignored", reason) => self.why.push(format!("{name} is ignored: {reason}")),
                _ => {}
            }
        }
    }
}

/// The number that stands before the word, as in `ok. 3 passed; 0 failed; 1 ignored`.
fn count(counts: &str, word: &str) -> u64 {
    let words: Vec<&str> = counts
        .split([' ', ';', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn counts_come_from_the_closing_lines() {
        let mut report = Report::default();
        for line in [
            "running 4 tests",
            "test seats::one ... ok",
            "test seats::two ... FAILED",
            "test seats::three ... ignored",
            "test src/lib.rs - (line 3) ... ignored, needs a printer",
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.01s",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 2.31s",
        ] {
            report.read(line);
        }
        let why = [
            "seats::two failed",
            "seats::three is ignored",
            "src/lib.rs - (line 3) is ignored: needs a printer",
        ];
        assert_eq!(
            report,
            Report {
                passed: 17,
                failed: 1,
                skipped: 2,
                why: why.map(str::to_owned).to_vec(),
            }
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        let mut report = Report::default();
        for line in ["", "test", "test result:", "testing 3 passed", "ok"] {
            report.read(line);
        }
        assert!(report.is_empty());
    }
}
