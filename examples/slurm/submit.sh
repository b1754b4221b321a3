#!/usr/bin/env bash
# submit.sh N OUTPUT COMMAND...: N shards of a facekit command as a job array, and a merge that waits for all of them.
#   submit.sh 64 faces align photos faces
#   SCRIPT=shard-gpu.sbatch submit.sh 64 faces.arrow embed faces --output faces.arrow
# SBATCH_WORDS has further options of sbatch: a partition, an account. Prints the numbers of both jobs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
shards=$1 output=$2
shift 2
# shellcheck disable=SC2086 # words on purpose
array=$(sbatch --parsable --array="0-$((shards - 1))" --export="ALL,SHARDS=$shards" ${SBATCH_WORDS:-} "$here/${SCRIPT:-shard.sbatch}" "$@")
# shellcheck disable=SC2086
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes ${SBATCH_WORDS:-} "$here/merge.sbatch" "$output")
echo "$array $merge"
