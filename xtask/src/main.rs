//! The project's own tasks, run as `cargo xtask <task>`: what plain cargo does not do in one word.

mod ci;
mod command;
mod debian;
mod deny;
mod openapi;
mod postgres;
mod screenshots;
mod table;
mod test;
mod tidy;
mod tools;
mod typos;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task>

  ci                              everything that CI runs, each step timed
  test [--store sqlite|postgres] [suite..]
                                  every suite, or the named ones, and a table at the end
  tidy                            what a compiler does not check
  deny                            crates and licences that may not come in
  typos                           spelling
  openapi [--check]               write docs/openapi.json, or compare it with the server's
  screenshots                     a picture of every page, in target/screenshots
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["ci"] => ci::run(),
        ["test", rest @ ..] => test::run(rest),
        ["tidy"] => tidy::run(),
        ["deny"] => deny::run(),
        ["typos"] => typos::run(),
        ["openapi"] => openapi::write(),
        ["openapi", "--check"] => openapi::check(),
        ["screenshots"] => screenshots::run(),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
