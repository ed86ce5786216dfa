//! The part of the command line that has to do with the service.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use holdout_client::arn::{ProjectArn, TestDatasetArn, TrainDatasetArn};
use holdout_service::{AllowedEndpoint, Mishap};

/// The key pair of a service of one's own, where none is given. It opens nothing else.
pub const ACCESS_KEY: &str = "HOLDOUTLOCALACCESSKEY";
/// Its other half.
pub const SECRET_KEY: &str = "holdout-local-secret-key";

#[derive(Debug, Args)]
pub struct SubmitArguments {
    #[command(subcommand)]
    pub mode: SubmitMode,
}

#[derive(Debug, Subcommand)]
pub enum SubmitMode {
    /// Let the service move some 20% of the training dataset to the test dataset
    Distribute(DistributeArguments),
    /// Fill both datasets of a project with a split of your own
    Upload(UploadArguments),
}

#[derive(Debug, Args)]
pub struct DistributeArguments {
    /// ARN of the training dataset
    #[arg(long, value_name = "ARN")]
    pub train: TrainDatasetArn,
    /// ARN of the test dataset, which must be empty
    #[arg(long, value_name = "ARN")]
    pub test: TestDatasetArn,
    #[command(flatten)]
    pub service: EndpointArguments,
}

#[derive(Debug, Args)]
pub struct UploadArguments {
    /// ARN of the project; datasets that it lacks are made
    #[arg(long, value_name = "ARN")]
    pub project: ProjectArn,
    /// Manifest for training
    #[arg(long, value_name = "FILE")]
    pub train: PathBuf,
    /// Manifest for testing
    #[arg(long, value_name = "FILE")]
    pub test: PathBuf,
    #[command(flatten)]
    pub service: EndpointArguments,
}

#[derive(Debug, Args)]
pub struct EndpointArguments {
    /// Region of the service; that of the ARNs by default
    #[arg(long)]
    pub region: Option<String>,
    /// Address of the service, such as <http://127.0.0.1:8020>
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Print each call, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// File that keeps how far the submission is, so that the same command takes it up again; it holds no secret
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address to listen on; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8020")]
    pub listen: SocketAddr,
    /// Folder to keep projects and datasets in; in memory by default
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder that stands for S3: the object KEY of BUCKET is DIR/BUCKET/KEY
    #[arg(long, value_name = "DIR")]
    pub s3_root: Option<PathBuf>,
    /// Access key that clients sign with; also by the environment variable `HOLDOUT_ACCESS_KEY`
    #[arg(long, value_name = "KEY")]
    pub access_key: Option<String>,
    /// Secret key that clients sign with. Other users of the machine can see it in the list of processes: prefer
    /// `--secret-key-file` or the environment variable `HOLDOUT_SECRET_KEY`
    #[arg(long, value_name = "SECRET", conflicts_with = "secret_key_file")]
    pub secret_key: Option<String>,
    /// File that has the secret key on its only line
    #[arg(long, value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// Answer whether a request is signed or not
    #[arg(long, conflicts_with_all = ["access_key", "secret_key", "secret_key_file"])]
    pub no_auth: bool,
    /// Listen for other machines even with the default keys or with `--no-auth`
    #[arg(long)]
    pub allow_insecure: bool,
    /// What to log on standard error: `off`, `error`, `warn`, `info`, `debug`, `trace`, or a list such as
    /// `warn,holdout_service=debug`. Secrets are never logged
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub log: String,
    /// Milliseconds that every change takes
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Have an operation go wrong: `OPERATION=WHAT[:TIMES]`. WHAT is an error's name, a status (with a page of HTML, as from a
    /// proxy), `lost` or `cut` (it is carried out, and its answer does not come, or ends halfway), or `ok`. OPERATION may be
    /// `*`. Of several for one operation each has its turn
    #[arg(long, value_name = "FAULT", help_heading = "Testing a client")]
    pub fault: Vec<Mishap>,
    /// Seconds that a session's token is good after it is first seen
    #[arg(long, value_name = "SECONDS", help_heading = "Testing a client")]
    pub session_lifetime: Option<u64>,
    /// Seconds that the service's clock is ahead of the machine's; behind where negative
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 0,
        allow_negative_numbers = true,
        help_heading = "Testing a client"
    )]
    pub clock_offset: i64,
    /// Seed of the split that a distribution makes
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
    /// Folder with a page to serve on the same address, instead of the page that is part of the command
    #[arg(long, value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// An address that the page may reach besides AWS's own and this machine's: a VPC endpoint, <https://HOST>
    #[arg(long, value_name = "URL")]
    pub allow_endpoint: Vec<AllowedEndpoint>,
    /// Another name by which the service may be asked
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,
    /// Another origin whose pages may ask, such as <https://labels.example>
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
}
