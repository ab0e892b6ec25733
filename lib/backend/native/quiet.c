/*
 * Silences this process's stderr while TensorFlow's libraries are loaded: they greet on it before any setting of
 * theirs is read, and a notebook would show that to the reader.
 *
 *   mute()     from now on what is written to stderr is lost
 *   unmute()   as it was before
 */
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <unistd.h>

static int saved = -1;

static napi_value Mute(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (saved != -1 || nowhere == -1) return NULL;
  fflush(stderr);
  saved = dup(STDERR_FILENO);
  if (saved != -1) dup2(nowhere, STDERR_FILENO);
  close(nowhere);
  return NULL;
}

static napi_value Unmute(napi_env env, napi_callback_info info) {
  (void)env, (void)info;
  if (saved == -1) return NULL;
  fflush(stderr);
  dup2(saved, STDERR_FILENO);
  close(saved);
  saved = -1;
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
      {"mute", NULL, Mute, NULL, NULL, NULL, napi_default, NULL},
      {"unmute", NULL, Unmute, NULL, NULL, NULL, napi_default, NULL},
  };
  napi_define_properties(env, exports, 2, functions);
  return exports;
}
