// The door to ONNX Runtime's C API: plain C functions over its table of function pointers, opened
// with dlopen, so that nothing of ONNX Runtime is needed to build.
#ifndef PORTCULLIS_CONNXRUNTIME_H
#define PORTCULLIS_CONNXRUNTIME_H

#include <stddef.h>
#include <stdint.h>

typedef struct OrtTable OrtTable;
typedef struct OrtStatus OrtStatus;
typedef struct OrtEnv OrtEnv;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtValue OrtValue;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtAllocator OrtAllocator;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorInfo OrtTensorInfo;

// The numbers of ONNXTensorElementDataType.
enum {
    ORT_ELEMENT_FLOAT = 1,
    ORT_ELEMENT_UINT8 = 2,
    ORT_ELEMENT_INT8 = 3,
    ORT_ELEMENT_UINT16 = 4,
    ORT_ELEMENT_INT16 = 5,
    ORT_ELEMENT_INT32 = 6,
    ORT_ELEMENT_INT64 = 7,
    ORT_ELEMENT_STRING = 8,
    ORT_ELEMENT_BOOL = 9,
    ORT_ELEMENT_FLOAT16 = 10,
    ORT_ELEMENT_DOUBLE = 11,
    ORT_ELEMENT_UINT32 = 12,
    ORT_ELEMENT_UINT64 = 13,
    ORT_ELEMENT_BFLOAT16 = 16,
};

// Opens the library and its table for `api_version`; null with a reason in `reason` when either fails.
// The library itself stays open for the life of the process.
const OrtTable *ort_open(const char *path, uint32_t api_version, char *reason, size_t capacity);
// The library's own version, such as "1.31.1", read from the path given to ort_open.
const char *ort_library_version(const char *path);

// A status is null for success; the caller releases any other.
const char *ort_status_message(const OrtTable *, const OrtStatus *);
void ort_status_release(const OrtTable *, OrtStatus *);

OrtStatus *ort_env_create(const OrtTable *, int severity, const char *name, OrtEnv **);
void ort_env_release(const OrtTable *, OrtEnv *);
OrtStatus *ort_cpu_memory_info_create(const OrtTable *, OrtMemoryInfo **);
void ort_memory_info_release(const OrtTable *, OrtMemoryInfo *);
OrtStatus *ort_default_allocator(const OrtTable *, OrtAllocator **);
OrtStatus *ort_allocator_free(const OrtTable *, OrtAllocator *, void *);

OrtStatus *ort_session_options_create(const OrtTable *, OrtSessionOptions **);
OrtStatus *ort_session_options_set_graph_level(const OrtTable *, OrtSessionOptions *, int level);
OrtStatus *ort_session_options_set_intra_threads(const OrtTable *, OrtSessionOptions *, int count);
OrtStatus *ort_session_options_set_inter_threads(const OrtTable *, OrtSessionOptions *, int count);
OrtStatus *ort_session_options_add_entry(
    const OrtTable *, OrtSessionOptions *, const char *key, const char *value);
void ort_session_options_release(const OrtTable *, OrtSessionOptions *);

OrtStatus *ort_session_create(
    const OrtTable *, const OrtEnv *, const void *model, size_t length, const OrtSessionOptions *,
    OrtSession **);
OrtStatus *ort_session_input_count(const OrtTable *, const OrtSession *, size_t *);
OrtStatus *ort_session_output_count(const OrtTable *, const OrtSession *, size_t *);
// The name belongs to the allocator: free it with ort_allocator_free.
OrtStatus *ort_session_input_name(
    const OrtTable *, const OrtSession *, size_t index, OrtAllocator *, char **);
OrtStatus *ort_session_output_name(
    const OrtTable *, const OrtSession *, size_t index, OrtAllocator *, char **);
OrtStatus *ort_session_input_type(const OrtTable *, const OrtSession *, size_t, OrtTypeInfo **);
OrtStatus *ort_session_output_type(const OrtTable *, const OrtSession *, size_t, OrtTypeInfo **);
void ort_session_release(const OrtTable *, OrtSession *);

// The tensor part of a type, owned by it; null when the type is no tensor.
OrtStatus *ort_type_tensor_info(const OrtTable *, const OrtTypeInfo *, const OrtTensorInfo **);
void ort_type_release(const OrtTable *, OrtTypeInfo *);
OrtStatus *ort_tensor_element_type(const OrtTable *, const OrtTensorInfo *, int *);
OrtStatus *ort_tensor_rank(const OrtTable *, const OrtTensorInfo *, size_t *);
OrtStatus *ort_tensor_dimensions(const OrtTable *, const OrtTensorInfo *, int64_t *, size_t rank);
OrtStatus *ort_tensor_element_count(const OrtTable *, const OrtTensorInfo *, size_t *);
void ort_tensor_info_release(const OrtTable *, OrtTensorInfo *);

// The value points to `data`, which must outlive it.
OrtStatus *ort_value_create_tensor(
    const OrtTable *, const OrtMemoryInfo *, void *data, size_t length, const int64_t *shape,
    size_t rank, int element_type, OrtValue **);
// A tensor of strings, which the library owns; each is terminated and is copied.
OrtStatus *ort_value_create_strings(
    const OrtTable *, OrtAllocator *, const int64_t *shape, size_t rank, OrtValue **);
OrtStatus *ort_value_fill_strings(
    const OrtTable *, OrtValue *, const char *const *strings, size_t count);
// The bytes of all strings together, and then these bytes and where each string begins.
OrtStatus *ort_value_strings_length(const OrtTable *, const OrtValue *, size_t *);
OrtStatus *ort_value_strings_content(
    const OrtTable *, const OrtValue *, void *bytes, size_t length, size_t *offsets, size_t count);
OrtStatus *ort_value_data(const OrtTable *, OrtValue *, void **);
OrtStatus *ort_value_tensor_info(const OrtTable *, const OrtValue *, OrtTensorInfo **);
// 1 for a tensor, 0 for a sequence, a map or anything else.
OrtStatus *ort_value_is_tensor(const OrtTable *, const OrtValue *, int *);
void ort_value_release(const OrtTable *, OrtValue *);

OrtStatus *ort_run_options_create(const OrtTable *, OrtRunOptions **);
// Ends runs that use these options as soon as their present operator is done; any thread may call it.
OrtStatus *ort_run_options_terminate(const OrtTable *, OrtRunOptions *);
void ort_run_options_release(const OrtTable *, OrtRunOptions *);
// Safe from many threads on one session. Outputs that are null are made by the library.
OrtStatus *ort_session_run(
    const OrtTable *, OrtSession *, const OrtRunOptions *, const char *const *input_names,
    const OrtValue *const *inputs, size_t input_count, const char *const *output_names,
    size_t output_count, OrtValue **outputs);

#endif
