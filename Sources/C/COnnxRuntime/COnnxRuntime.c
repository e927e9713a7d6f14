// Each function calls one entry of ONNX Runtime's append-only table, by its position.
#include "COnnxRuntime.h"

#include <dlfcn.h>
#include <stdio.h>

// The first entry of the library: two functions, unchanged since its first release.
typedef struct {
    const OrtTable *(*get_table)(uint32_t version);
    const char *(*version)(void);
} OrtBase;

// Positions in the table, counted from zero; they never change, new entries are appended.
enum {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENV = 3,
    CREATE_SESSION_FROM_ARRAY = 8,
    RUN = 9,
    CREATE_SESSION_OPTIONS = 10,
    SET_SESSION_GRAPH_OPTIMIZATION_LEVEL = 23,
    SET_INTRA_OP_NUM_THREADS = 24,
    SET_INTER_OP_NUM_THREADS = 25,
    SESSION_GET_INPUT_COUNT = 30,
    SESSION_GET_OUTPUT_COUNT = 31,
    SESSION_GET_INPUT_TYPE_INFO = 33,
    SESSION_GET_OUTPUT_TYPE_INFO = 34,
    SESSION_GET_INPUT_NAME = 36,
    SESSION_GET_OUTPUT_NAME = 37,
    CREATE_RUN_OPTIONS = 39,
    RUN_OPTIONS_SET_TERMINATE = 46,
    CREATE_TENSOR_AS_ORT_VALUE = 48,
    CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE = 49,
    IS_TENSOR = 50,
    GET_TENSOR_MUTABLE_DATA = 51,
    FILL_STRING_TENSOR = 52,
    GET_STRING_TENSOR_DATA_LENGTH = 53,
    GET_STRING_TENSOR_CONTENT = 54,
    CAST_TYPE_INFO_TO_TENSOR_INFO = 55,
    GET_TENSOR_ELEMENT_TYPE = 60,
    GET_DIMENSIONS_COUNT = 61,
    GET_DIMENSIONS = 62,
    GET_TENSOR_SHAPE_ELEMENT_COUNT = 64,
    GET_TENSOR_TYPE_AND_SHAPE = 65,
    CREATE_CPU_MEMORY_INFO = 69,
    ALLOCATOR_FREE = 76,
    GET_ALLOCATOR_WITH_DEFAULT_OPTIONS = 78,
    RELEASE_ENV = 92,
    RELEASE_STATUS = 93,
    RELEASE_MEMORY_INFO = 94,
    RELEASE_SESSION = 95,
    RELEASE_VALUE = 96,
    RELEASE_RUN_OPTIONS = 97,
    RELEASE_TYPE_INFO = 98,
    RELEASE_TENSOR_TYPE_AND_SHAPE_INFO = 99,
    RELEASE_SESSION_OPTIONS = 100,
    ADD_SESSION_CONFIG_ENTRY = 130,
};

// The entry at a position, as a function of these arguments.
#define ENTRY(table, position, result, ...) \
    ((result(*)(__VA_ARGS__))((void *const *)(const void *)(table))[position])
#define CALL(table, position, ...) ENTRY(table, position, OrtStatus *, __VA_ARGS__)

static const OrtBase *base_of(const char *path, char *reason, size_t capacity) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        if (reason) snprintf(reason, capacity, "%s", dlerror());
        return 0;
    }
    const OrtBase *(*get_base)(void) = (const OrtBase *(*)(void))dlsym(library, "OrtGetApiBase");
    if (!get_base) {
        if (reason) snprintf(reason, capacity, "%s: no OrtGetApiBase in this library", path);
        dlclose(library);
        return 0;
    }
    return get_base();
}

const OrtTable *ort_open(const char *path, uint32_t api_version, char *reason, size_t capacity) {
    const OrtBase *base = base_of(path, reason, capacity);
    if (!base) return 0;
    const OrtTable *table = base->get_table(api_version);
    if (!table) {
        snprintf(reason, capacity, "%s: version %s does not offer API %u", path, base->version(),
                 (unsigned)api_version);
    }
    return table;
}

const char *ort_library_version(const char *path) {
    const OrtBase *base = base_of(path, 0, 0);
    return base ? base->version() : "unknown";
}

const char *ort_status_message(const OrtTable *t, const OrtStatus *status) {
    return ENTRY(t, GET_ERROR_MESSAGE, const char *, const OrtStatus *)(status);
}

void ort_status_release(const OrtTable *t, OrtStatus *status) {
    ENTRY(t, RELEASE_STATUS, void, OrtStatus *)(status);
}

OrtStatus *ort_env_create(const OrtTable *t, int severity, const char *name, OrtEnv **out) {
    return CALL(t, CREATE_ENV, int, const char *, OrtEnv **)(severity, name, out);
}

void ort_env_release(const OrtTable *t, OrtEnv *env) {
    ENTRY(t, RELEASE_ENV, void, OrtEnv *)(env);
}

void ort_memory_info_release(const OrtTable *t, OrtMemoryInfo *memory) {
    ENTRY(t, RELEASE_MEMORY_INFO, void, OrtMemoryInfo *)(memory);
}

OrtStatus *ort_cpu_memory_info_create(const OrtTable *t, OrtMemoryInfo **out) {
    // OrtArenaAllocator, OrtMemTypeDefault.
    return CALL(t, CREATE_CPU_MEMORY_INFO, int, int, OrtMemoryInfo **)(1, 0, out);
}

OrtStatus *ort_default_allocator(const OrtTable *t, OrtAllocator **out) {
    return CALL(t, GET_ALLOCATOR_WITH_DEFAULT_OPTIONS, OrtAllocator **)(out);
}

OrtStatus *ort_allocator_free(const OrtTable *t, OrtAllocator *allocator, void *memory) {
    return CALL(t, ALLOCATOR_FREE, OrtAllocator *, void *)(allocator, memory);
}

OrtStatus *ort_session_options_create(const OrtTable *t, OrtSessionOptions **out) {
    return CALL(t, CREATE_SESSION_OPTIONS, OrtSessionOptions **)(out);
}

OrtStatus *ort_session_options_set_graph_level(const OrtTable *t, OrtSessionOptions *o, int level) {
    return CALL(t, SET_SESSION_GRAPH_OPTIMIZATION_LEVEL, OrtSessionOptions *, int)(o, level);
}

OrtStatus *ort_session_options_set_intra_threads(const OrtTable *t, OrtSessionOptions *o, int n) {
    return CALL(t, SET_INTRA_OP_NUM_THREADS, OrtSessionOptions *, int)(o, n);
}

OrtStatus *ort_session_options_set_inter_threads(const OrtTable *t, OrtSessionOptions *o, int n) {
    return CALL(t, SET_INTER_OP_NUM_THREADS, OrtSessionOptions *, int)(o, n);
}

OrtStatus *ort_session_options_add_entry(
    const OrtTable *t, OrtSessionOptions *o, const char *key, const char *value) {
    return CALL(t, ADD_SESSION_CONFIG_ENTRY, OrtSessionOptions *, const char *, const char *)(
        o, key, value);
}

void ort_session_options_release(const OrtTable *t, OrtSessionOptions *o) {
    ENTRY(t, RELEASE_SESSION_OPTIONS, void, OrtSessionOptions *)(o);
}

OrtStatus *ort_session_create(
    const OrtTable *t, const OrtEnv *env, const void *model, size_t length,
    const OrtSessionOptions *o, OrtSession **out) {
    return CALL(
        t, CREATE_SESSION_FROM_ARRAY, const OrtEnv *, const void *, size_t,
        const OrtSessionOptions *, OrtSession **)(env, model, length, o, out);
}

OrtStatus *ort_session_input_count(const OrtTable *t, const OrtSession *s, size_t *out) {
    return CALL(t, SESSION_GET_INPUT_COUNT, const OrtSession *, size_t *)(s, out);
}

OrtStatus *ort_session_output_count(const OrtTable *t, const OrtSession *s, size_t *out) {
    return CALL(t, SESSION_GET_OUTPUT_COUNT, const OrtSession *, size_t *)(s, out);
}

OrtStatus *ort_session_input_name(
    const OrtTable *t, const OrtSession *s, size_t i, OrtAllocator *a, char **out) {
    return CALL(t, SESSION_GET_INPUT_NAME, const OrtSession *, size_t, OrtAllocator *, char **)(
        s, i, a, out);
}

OrtStatus *ort_session_output_name(
    const OrtTable *t, const OrtSession *s, size_t i, OrtAllocator *a, char **out) {
    return CALL(t, SESSION_GET_OUTPUT_NAME, const OrtSession *, size_t, OrtAllocator *, char **)(
        s, i, a, out);
}

OrtStatus *ort_session_input_type(
    const OrtTable *t, const OrtSession *s, size_t i, OrtTypeInfo **out) {
    return CALL(t, SESSION_GET_INPUT_TYPE_INFO, const OrtSession *, size_t, OrtTypeInfo **)(
        s, i, out);
}

OrtStatus *ort_session_output_type(
    const OrtTable *t, const OrtSession *s, size_t i, OrtTypeInfo **out) {
    return CALL(t, SESSION_GET_OUTPUT_TYPE_INFO, const OrtSession *, size_t, OrtTypeInfo **)(
        s, i, out);
}

void ort_session_release(const OrtTable *t, OrtSession *s) {
    ENTRY(t, RELEASE_SESSION, void, OrtSession *)(s);
}

OrtStatus *ort_type_tensor_info(
    const OrtTable *t, const OrtTypeInfo *type, const OrtTensorInfo **out) {
    return CALL(t, CAST_TYPE_INFO_TO_TENSOR_INFO, const OrtTypeInfo *, const OrtTensorInfo **)(
        type, out);
}

void ort_type_release(const OrtTable *t, OrtTypeInfo *type) {
    ENTRY(t, RELEASE_TYPE_INFO, void, OrtTypeInfo *)(type);
}

OrtStatus *ort_tensor_element_type(const OrtTable *t, const OrtTensorInfo *info, int *out) {
    return CALL(t, GET_TENSOR_ELEMENT_TYPE, const OrtTensorInfo *, int *)(info, out);
}

OrtStatus *ort_tensor_rank(const OrtTable *t, const OrtTensorInfo *info, size_t *out) {
    return CALL(t, GET_DIMENSIONS_COUNT, const OrtTensorInfo *, size_t *)(info, out);
}

OrtStatus *ort_tensor_dimensions(
    const OrtTable *t, const OrtTensorInfo *info, int64_t *out, size_t rank) {
    return CALL(t, GET_DIMENSIONS, const OrtTensorInfo *, int64_t *, size_t)(info, out, rank);
}

OrtStatus *ort_tensor_element_count(const OrtTable *t, const OrtTensorInfo *info, size_t *out) {
    return CALL(t, GET_TENSOR_SHAPE_ELEMENT_COUNT, const OrtTensorInfo *, size_t *)(info, out);
}

void ort_tensor_info_release(const OrtTable *t, OrtTensorInfo *info) {
    ENTRY(t, RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, void, OrtTensorInfo *)(info);
}

OrtStatus *ort_value_create_tensor(
    const OrtTable *t, const OrtMemoryInfo *memory, void *data, size_t length,
    const int64_t *shape, size_t rank, int element_type, OrtValue **out) {
    return CALL(
        t, CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE, const OrtMemoryInfo *, void *, size_t,
        const int64_t *, size_t, int, OrtValue **)(
        memory, data, length, shape, rank, element_type, out);
}

OrtStatus *ort_value_create_strings(
    const OrtTable *t, OrtAllocator *allocator, const int64_t *shape, size_t rank,
    OrtValue **out) {
    return CALL(
        t, CREATE_TENSOR_AS_ORT_VALUE, OrtAllocator *, const int64_t *, size_t, int, OrtValue **)(
        allocator, shape, rank, ORT_ELEMENT_STRING, out);
}

OrtStatus *ort_value_fill_strings(
    const OrtTable *t, OrtValue *value, const char *const *strings, size_t count) {
    return CALL(t, FILL_STRING_TENSOR, OrtValue *, const char *const *, size_t)(
        value, strings, count);
}

OrtStatus *ort_value_strings_length(const OrtTable *t, const OrtValue *value, size_t *out) {
    return CALL(t, GET_STRING_TENSOR_DATA_LENGTH, const OrtValue *, size_t *)(value, out);
}

OrtStatus *ort_value_strings_content(
    const OrtTable *t, const OrtValue *value, void *bytes, size_t length, size_t *offsets,
    size_t count) {
    return CALL(
        t, GET_STRING_TENSOR_CONTENT, const OrtValue *, void *, size_t, size_t *, size_t)(
        value, bytes, length, offsets, count);
}

OrtStatus *ort_value_data(const OrtTable *t, OrtValue *value, void **out) {
    return CALL(t, GET_TENSOR_MUTABLE_DATA, OrtValue *, void **)(value, out);
}

OrtStatus *ort_value_tensor_info(const OrtTable *t, const OrtValue *value, OrtTensorInfo **out) {
    return CALL(t, GET_TENSOR_TYPE_AND_SHAPE, const OrtValue *, OrtTensorInfo **)(value, out);
}

OrtStatus *ort_value_is_tensor(const OrtTable *t, const OrtValue *value, int *out) {
    return CALL(t, IS_TENSOR, const OrtValue *, int *)(value, out);
}

void ort_value_release(const OrtTable *t, OrtValue *value) {
    ENTRY(t, RELEASE_VALUE, void, OrtValue *)(value);
}

OrtStatus *ort_run_options_create(const OrtTable *t, OrtRunOptions **out) {
    return CALL(t, CREATE_RUN_OPTIONS, OrtRunOptions **)(out);
}

OrtStatus *ort_run_options_terminate(const OrtTable *t, OrtRunOptions *o) {
    return CALL(t, RUN_OPTIONS_SET_TERMINATE, OrtRunOptions *)(o);
}

void ort_run_options_release(const OrtTable *t, OrtRunOptions *o) {
    ENTRY(t, RELEASE_RUN_OPTIONS, void, OrtRunOptions *)(o);
}

OrtStatus *ort_session_run(
    const OrtTable *t, OrtSession *s, const OrtRunOptions *o, const char *const *input_names,
    const OrtValue *const *inputs, size_t input_count, const char *const *output_names,
    size_t output_count, OrtValue **outputs) {
    return CALL(
        t, RUN, OrtSession *, const OrtRunOptions *, const char *const *, const OrtValue *const *,
        size_t, const char *const *, size_t, OrtValue **)(
        s, o, input_names, inputs, input_count, output_names, output_count, outputs);
}
