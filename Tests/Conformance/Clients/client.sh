#!/bin/sh
# client.sh HOST PORT TOKEN-FILE VERB [ARGUMENT ...]: exits with 0 after OK, 1 NO, 2 BAD, 3 LATER, 4 UNSURE, 5 BYE or no answer.
host=$1 port=$2 token=$(cat "$3")
shift 3
answer=$(printf 'AUTH TOKEN %s\n@q %s\nQUIT\n' "$token" "$*" | nc "$host" "$port" | grep '^@q ' | cut -c 4-)
printf '%s\n' "$answer"                     # column names behind #, rows behind |, with the escapes \t \n \r \\ and \N
case $(printf '%s\n' "$answer" | tail -n 1) in
  OK*) exit 0 ;;
  NO*) exit 1 ;;
  BAD*) exit 2 ;;
  LATER*) exit 3 ;;
  UNSURE*) exit 4 ;;
  *) exit 5 ;;
esac
