// tfjs-node's binding with four functions more, so that a whole training step can run as one TensorFlow function:
//
//   addFunction(definition: Uint8Array)   registers a serialized FunctionDef; `executeOp` then calls it by its name
//   removeFunction(name: string)
//   freeMemory()                          gives what the heap keeps, but nobody uses, back to the system
//   opList(): Uint8Array                  a serialized OpList: every op with its arguments and attributes
//
// The set-up compiles this file in place of tfjs_binding.cc, which it includes.

#include <node_api.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// tfjs_binding.cc must not register the module: that is done below, with the additions.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#include "binding/tfjs_binding.cc"
#include "binding/tf_auto_status.h"

namespace tfnodejs {

// The context is a private member. Naming it in an explicit instantiation is the one place where C++ lets us.
template <TFE_Context *TFJSBackend::*member>
struct ContextOf {
  friend TFE_Context *Context(TFJSBackend *backend) { return backend->*member; }
};
TFE_Context *Context(TFJSBackend *backend);
template struct ContextOf<&TFJSBackend::tfe_context_>;

static napi_value FirstArgument(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value arg = nullptr;
  napi_status nstatus = napi_get_cb_info(env, info, &argc, &arg, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  return arg;
}

static napi_value AddFunction(napi_env env, napi_callback_info info) {
  napi_value definition = FirstArgument(env, info);
  napi_typedarray_type type;
  size_t length;
  void *data;
  napi_status nstatus =
      napi_get_typedarray_info(env, definition, &type, &length, &data, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  TF_AutoStatus tf_status;
  TFE_ContextAddFunctionDef(Context(backend), static_cast<const char *>(data), length,
                            tf_status.status);
  ENSURE_TF_OK_RETVAL(env, tf_status, nullptr);
  return nullptr;
}

static napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  std::string name;
  napi_status nstatus = GetStringParam(env, FirstArgument(env, info), name);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  TFJSBackend *const backend = GetTFJSBackend(env);
  if (!backend) return nullptr;
  TF_AutoStatus tf_status;
  TFE_ContextRemoveFunction(Context(backend), name.c_str(), tf_status.status);
  ENSURE_TF_OK_RETVAL(env, tf_status, nullptr);
  return nullptr;
}

static napi_value OpList(napi_env env, napi_callback_info) {
  TF_Buffer *const list = TF_GetAllOpList();
  void *data;
  napi_value buffer;
  napi_value bytes = nullptr;
  napi_status nstatus = napi_create_arraybuffer(env, list->length, &data, &buffer);
  if (nstatus == napi_ok) {
    memcpy(data, list->data, list->length);
    nstatus = napi_create_typedarray(env, napi_uint8_array, list->length, buffer, 0, &bytes);
  }
  TF_DeleteBuffer(list);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, nullptr);
  return bytes;
}

// Compiling a function leaves about 150 MB of free heap behind, which glibc alone would keep.
static napi_value FreeMemory(napi_env, napi_callback_info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return nullptr;
}

static napi_value InitWithFunctions(napi_env env, napi_value exports) {
  napi_property_descriptor additions[] = {
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"freeMemory", nullptr, FreeMemory, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"opList", nullptr, OpList, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_value initialized = InitTFNodeJSBinding(env, exports);
  if (initialized == nullptr) return nullptr;
  napi_status nstatus =
      napi_define_properties(env, initialized, ARRAY_SIZE(additions), additions);
  ENSURE_NAPI_OK_RETVAL(env, nstatus, initialized);
  return initialized;
}

}  // namespace tfnodejs

NAPI_MODULE_INIT() { return tfnodejs::InitWithFunctions(env, exports); }
