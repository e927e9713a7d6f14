// The door to ONNX Runtime's C API, opened with dlopen.
#ifndef PORTCULLIS_CONNXRUNTIME_H
#define PORTCULLIS_CONNXRUNTIME_H
#endif
