//! What a worker holds: tasks that are under way, and at most one ledger. Every question that can be asked is named here.

use holdout_core::catalog::Images;
use holdout_core::rules::Status;
use holdout_core::split::Side;
use serde::de::DeserializeOwned;

use crate::answer::{json, offsets, report};
use crate::error::Failure;
use crate::known::read_rule;
use crate::ledger::Ledger;
use crate::options::{self, Check, LineQuery, SplitRequest};
use crate::plans::Planning;
use crate::task::{Task, Tasks};

/// What is asked: by a name, with arguments as a JSON array, and bytes beside them.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    pub(crate) what: &'a str,
    arguments: &'a str,
    bytes: &'a [u8],
}

impl<'a> Question<'a> {
    /// Of a name with its arguments behind it.
    pub(crate) fn new(text: &'a [u8], bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(text).unwrap_or_default();
        let (what, arguments) = text.split_at(text.find('[').unwrap_or(text.len()));
        Self { what, arguments, bytes }
    }

    /// The arguments, in their order.
    fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        options::read(self.arguments)
    }
}

/// What a worker holds.
#[derive(Debug, Default)]
pub(crate) struct Worker {
    ledger: Option<Ledger>,
    tasks: Tasks,
}

impl Worker {
    /// Answers.
    pub(crate) fn ask(&mut self, question: &Question<'_>) -> Result<Vec<u8>, Failure> {
        if let Some(task) = self.beginning(question)? {
            let from = task.feed_from();
            return Ok(json(&(self.tasks.begin(task), from)));
        }
        match question.what {
            "push" => {
                let (number,) = question.read()?;
                self.tasks.get(number)?.push(question.bytes)
            }
            "finish" => {
                let (number,) = question.read()?;
                self.tasks.finish(number)
            }
            "end" => {
                let (number,) = question.read()?;
                self.tasks.end(number);
                Ok(Vec::new())
            }
            "open" => {
                let (name, bytes, options): (_, _, Check) = question.read()?;
                self.ledger = Some(Ledger::new(name, bytes, options.into()));
                Ok(Vec::new())
            }
            "plan" => {
                let (request, plan) = self.planned(question)?.finish()?;
                let ledger = self.ledger()?;
                let found = report(&ledger.split_report(&request, &plan)?);
                ledger.keep_plan(request, &plan);
                ledger.show(plan);
                Ok(found)
            }
            "preview" => {
                let (request, plan) = self.planned(question)?.finish()?;
                Ok(report(&self.ledger()?.split_report(&request, &plan)?))
            }
            "made" => {
                let (request, plan) = self.planned(question)?.finish()?;
                self.ledger()?.keep_plan(request, &plan);
                Ok(Vec::new())
            }
            "learn" => {
                let (number,) = question.read()?;
                match self.tasks.end(number) {
                    Some(Task::Groups(grouping, _)) => self.ledger()?.learn_groups(*grouping)?,
                    Some(Task::Images(images)) => self.ledger()?.recall_images(images)?,
                    _ => return Err(no_such("reading")),
                }
                Ok(Vec::new())
            }
            _ => ask_ledger(self.ledger()?, question),
        }
    }

    /// The task that is to begin, if that is what is asked. The answer is its number and the byte to push first.
    fn beginning(&mut self, question: &Question<'_>) -> Result<Option<Task>, Failure> {
        Ok(Some(match question.what {
            "scan" => {
                let (start, end) = question.read()?;
                Task::scan(start..end)
            }
            "group" => {
                let (by, start): (String, _) = question.read()?;
                Task::group(&read_rule(&by)?, start)
            }
            "planning" => {
                let (request,) = question.read()?;
                Task::Plan(Box::new(self.ledger()?.planning(request)?))
            }
            "groups" => {
                let (by,): (String,) = question.read()?;
                Task::groups(&read_rule(&by)?, self.ledger()?.shared()?)
            }
            "images" => Task::Images(Images::default()),
            "annotate" => Task::annotate(self.ledger()?.shared()?),
            "digest" => Task::digest(),
            _ => return Ok(None),
        }))
    }

    /// The plan that a task has made.
    fn planned(&mut self, question: &Question<'_>) -> Result<Planning, Failure> {
        let (number,) = question.read()?;
        match self.tasks.end(number) {
            Some(Task::Plan(planning)) => Ok(*planning),
            _ => Err(no_such("plan")),
        }
    }

    fn ledger(&mut self) -> Result<&mut Ledger, Failure> {
        self.ledger.as_mut().ok_or_else(|| Failure::Internal("a worker without a ledger was asked for it".to_owned()))
    }
}

fn no_such(task: &str) -> Failure {
    Failure::Internal(format!("there is no such {task}"))
}

/// What is asked of a manifest while it grows, and once it is whole.
fn ask_ledger(ledger: &mut Ledger, question: &Question<'_>) -> Result<Vec<u8>, Failure> {
    match question.what {
        "append" => ledger.append(question.bytes).map(|()| Vec::new()),
        "seal" => {
            ledger.seal()?;
            Ok(report(&ledger.report()?))
        }
        "check" => {
            let (options,): (Check,) = question.read()?;
            ledger.set_options(options.into());
            Ok(report(&ledger.report()?))
        }
        "digested" => {
            let (sha256,) = question.read()?;
            ledger.set_digest(sha256);
            // It may be known before the report.
            Ok(ledger.report().map(|found| report(&found)).unwrap_or_default())
        }
        "select" => {
            let (statuses, start, end): (Vec<Status>, _, _) = question.read()?;
            Ok(offsets(ledger.manifest()?.ranges_of(&statuses, start..end)))
        }
        "find" => {
            let (query,): (LineQuery,) = question.read()?;
            Ok(json(&ledger.find(query)?))
        }
        "describe" => {
            let (row,) = question.read()?;
            Ok(json(&ledger.describe(row, question.bytes)?))
        }
        "summary" => Ok(json(&ledger.summary()?)),
        "facts" => Ok(json(ledger.facts())),
        "recall" => Ok(json(&ledger.need_images()?)),
        "encode" => ledger.encode(),
        "pair" => {
            let (facts, bytes_of_catalog) = question.read()?;
            let (found, summary) = ledger.pair(question.bytes, &facts, bytes_of_catalog)?;
            let mut lines = report(&found);
            lines.push(b'\n');
            lines.extend(json(&summary));
            Ok(lines)
        }
        _ => ask_split(ledger, question),
    }
}

/// What is asked for the sake of a split.
fn ask_split(ledger: &mut Ledger, question: &Question<'_>) -> Result<Vec<u8>, Failure> {
    match question.what {
        "spans" => Ok(json(&ledger.name_spans())),
        "sample" => {
            let (start, end) = question.read()?;
            ledger.read_names(start..end, question.bytes).map(|()| Vec::new())
        }
        "suggest" => {
            let (offers, watched, repeats) = ledger.suggestions()?;
            Ok([json(&offers), json(&watched), json(&repeats)].join(&b'\n'))
        }
        "grouping" => {
            let (by,): (String,) = question.read()?;
            Ok(json(&ledger.try_rule(&by)?))
        }
        "prepare" => {
            let (request, step, keeps): (SplitRequest, _, _) = question.read()?;
            Ok(json(&ledger.prepare(request, step, keeps)?))
        }
        "keep" => {
            let (bytes_of_test, files) = question.read()?;
            Ok(json(&ledger.learn_keep(question.bytes, bytes_of_test, files)?))
        }
        "cuts" => {
            let (by, step): (String, _) = question.read()?;
            Ok(json(&ledger.cuts(&by, step)?))
        }
        "files" => Ok(json(&ledger.files())),
        "shares" => {
            let (files,): (Vec<(String, String)>,) = question.read()?;
            Ok(json(&ledger.shares_file_names(&files)))
        }
        "fileNames" => Ok(ledger.file_names()),
        "countFileNames" => {
            let (request,) = question.read()?;
            Ok(json(&ledger.count_file_names(request)?))
        }
        "useful" => {
            let (by,): (String,) = question.read()?;
            Ok(json(&ledger.is_useful(&by)?))
        }
        "side" => {
            let (request, side, start, end): (_, Side, _, _) = question.read()?;
            let plan = ledger.plan(request)?;
            Ok(offsets(plan.ranges_within(ledger.manifest()?, side, start..end)))
        }
        "certify" => {
            let (request, digests) = question.read()?;
            Ok(ledger.certificate(&request, digests)?.to_json())
        }
        what => Err(Failure::Internal(format!("nobody knows what \"{what}\" is"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(worker: &mut Worker, question: &str, bytes: &[u8]) -> String {
        let answer = worker.ask(&Question::new(question.as_bytes(), bytes));
        String::from_utf8(answer.unwrap_or_else(|failure| panic!("{question}: {failure:?}"))).unwrap()
    }

    #[test]
    fn a_manifest_goes_from_bytes_to_a_report() {
        let mut worker = Worker::default();
        let bytes = b"{}\nno JSON\n";
        ask(&mut worker, r#"open["a.manifest",11,{}]"#, b"");
        assert_eq!(ask(&mut worker, "scan[0,11]", b""), "[0,0]");
        ask(&mut worker, "push[0]", bytes);
        assert!(ask(&mut worker, "finish[0]", b"").starts_with(r#"{"lines":2"#));
        let catalog = worker.ask(&Question::new(b"finish[0]", b"")).unwrap();
        ask(&mut worker, "append[]", &catalog);
        let report = ask(&mut worker, "seal[]", b"");
        assert!(report.contains(r#""lines":2"#) && report.ends_with("\n[]"), "{report}");
        assert!(ask(&mut worker, r#"find[{"status":"removed"}]"#, b"").starts_with("[2,[0,1],[0,3,3,11]"));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let mut worker = Worker::default();
        let mut fails = |question: &str| worker.ask(&Question::new(question.as_bytes(), b"")).unwrap_err();
        assert!(matches!(fails("seal[]"), Failure::Internal(_)), "there is no ledger");
        assert!(matches!(fails("finish[7]"), Failure::Internal(_)), "there is no such task");
        assert!(matches!(fails(r#"open["a",1,{"useCase":"no"}]"#), Failure::InvalidOptions(_)));
        assert!(matches!(fails(r#"group["(",0]"#), Failure::InvalidOptions(_)));
    }
}
