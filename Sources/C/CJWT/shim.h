// The door to libjwt: it signs what we issue and is the second opinion in tests.
#include <jwt.h>
