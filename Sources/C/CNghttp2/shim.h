// The door to nghttp2.
#include <nghttp2/nghttp2.h>
