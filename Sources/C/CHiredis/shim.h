// The door to hiredis: its reply reader and command formatter only; it opens no socket here.
#include <hiredis/hiredis.h>
#include <hiredis/read.h>
