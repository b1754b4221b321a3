#!/usr/bin/env bash
# slurm-cluster.sh start|node FOLDER [NAME]|stop FOLDER: a real Slurm of two nodes on this machine, as root, with all its files in a folder.
set -euo pipefail
act=$1 folder=$2
export SLURM_CONF=$folder/slurm.conf

configure() {
  local host port
  host=$(hostname) port=$((20000 + RANDOM % 20000))
  mkdir -p "$folder"/{run,state,log,spool/n1,spool/n2}
  chmod 755 "$folder" "$folder/run"
  cat > "$SLURM_CONF" << CONF
ClusterName=local
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge.socket
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd.%n.pid
SlurmdSpoolDir=$folder/spool/%n
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
MpiDefault=none
ReturnToService=2
JobRequeue=1
SlurmdTimeout=5
KillWait=2
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1 RealMemory=2000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1 RealMemory=2000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
}

# Tasks inherit that they give way.
node() { nice -n 10 slurmd -N "$1"; }

start() {
  configure
  head -c 1024 /dev/urandom > "$folder/run/munge.key"
  chmod 600 "$folder/run/munge.key"
  munged --force --socket="$folder/run/munge.socket" --key-file="$folder/run/munge.key" --log-file="$folder/log/munged.log" \
    --pid-file="$folder/run/munged.pid" --seed-file="$folder/run/munge.seed"
  slurmctld
  node n1
  node n2
  for _ in $(seq 50); do
    [ "$(sinfo -h -N -o %t | grep -c idle)" = 2 ] && return
    sleep 0.2
  done
  return 1
}

stop() {
  for name in slurmd.n1 slurmd.n2 slurmctld munged; do
    [ ! -f "$folder/run/$name.pid" ] || kill "$(cat "$folder/run/$name.pid")" 2> /dev/null || true
  done
  for _ in $(seq 25); do
    [ -n "$(ls "$folder"/run/*.pid 2> /dev/null)" ] || break
    sleep 0.2
  done
}

case $act in
  start) start ;;
  node) node "$3" ;;
  stop) stop ;;
esac
