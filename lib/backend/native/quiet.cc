// Silences this process's stderr while TensorFlow's libraries are loaded: they greet on it before any setting of
// theirs is read, and a notebook would show that to the reader.
//
//   mute()     from now on what is written to stderr is lost
//   unmute()   as it was before

#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <unistd.h>

static int saved = -1;

static napi_value Mute(napi_env, napi_callback_info) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved != -1 || nowhere == -1) return nullptr;
  fflush(stderr);
  saved = dup(STDERR_FILENO);
  if (saved != -1) dup2(nowhere, STDERR_FILENO);
  close(nowhere);
  return nullptr;
}

static napi_value Unmute(napi_env, napi_callback_info) {
  if (saved == -1) return nullptr;
  fflush(stderr);
  dup2(saved, STDERR_FILENO);
  close(saved);
  saved = -1;
  return nullptr;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
      {"mute", nullptr, Mute, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"unmute", nullptr, Unmute, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 2, functions);
  return exports;
}
