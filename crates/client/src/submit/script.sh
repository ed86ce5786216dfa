# With the AWS CLI, version 1 or 2. Run it beside the two manifests: sh FILE
set -eu
export AWS_PAGER= AWS_CLI_FILE_ENCODING=UTF-8 PYTHONUTF8=1

rekognition() { aws rekognition "$@" {PLACE}; }

of() { rekognition describe-dataset --dataset-arn "$1" --query "DatasetDescription.$2" --output text; }

# Waits until a dataset is complete; stops where it failed.
complete() {
  while state=$(of "$1" Status); do
    case $state in
      *_IN_PROGRESS) sleep 5 ;;
      *_COMPLETE) return ;;
      *) echo "$1 is $state: $(of "$1" StatusMessage)" >&2; exit 1 ;;
    esac
  done
  exit 1
}
