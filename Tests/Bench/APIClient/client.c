// SPDX-License-Identifier: Apache-2.0
//
// One client for any Kubernetes-style API over TLS, so that two servers are measured by the same
// hands: client COMMAND PORT CA CERT KEY … ; a PORT that is a path is a unix socket, without TLS
//
//   create  PATH WRITERS SECONDS BODY   creates a second, and the slowest in a hundred
//   fill    PATH WRITERS COUNT BODY     creates COUNT objects
//   get     PATH READERS SECONDS        gets a second, of PATH itself
//   list    PATH TIMES                  the least time for one list, and its bytes
//   fanout  PATH WATCHERS EVENTS BODY   from a create's beginning to its event, over all watchers
//   hold    PATH WATCHERS               opens watches, and holds them until standard input ends
//
// BODY holds NAME where the name goes. Prints name=value pairs; times in microseconds.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static SSL_CTX *context;
static const char *port;
static const char *path, *body;

static void fail(const char *what) {
  fprintf(stderr, "client: %s: %s\n", what, strerror(errno));
  ERR_print_errors_fp(stderr);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

// Connections

typedef struct {
  SSL *tls;
  int socket;
  char *bytes;
  size_t count, capacity;
} Connection;

static Connection dial_locally(void) {
  Connection one = {.socket = socket(AF_UNIX, SOCK_STREAM, 0)};
  struct sockaddr_un place = {.sun_family = AF_UNIX};
  strncpy(place.sun_path, port, sizeof place.sun_path - 1);
  if (connect(one.socket, (struct sockaddr *)&place, sizeof place) != 0) fail("connect");
  return one;
}

static Connection dial(void) {
  if (*port == '/') return dial_locally();
  Connection one = {.socket = socket(AF_INET, SOCK_STREAM, 0)};
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  inet_pton(AF_INET, "127.0.0.1", &place.sin_addr);
  if (connect(one.socket, (struct sockaddr *)&place, sizeof place) != 0) fail("connect");
  int yes = 1;
  setsockopt(one.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  one.tls = SSL_new(context);
  SSL_set_fd(one.tls, one.socket);
  if (SSL_connect(one.tls) != 1) fail("shake hands");
  return one;
}

static void send_all(Connection *one, const char *text, size_t count) {
  while (count > 0) {
    int sent = one->tls ? SSL_write(one->tls, text, (int)count)
                        : (int)send(one->socket, text, count, 0);
    if (sent <= 0) fail("send");
    text += sent;
    count -= (size_t)sent;
  }
}

// Reads more; 0 at the end.
static int more(Connection *one) {
  if (one->capacity - one->count < 65536) {
    one->capacity = one->capacity * 2 + 131072;
    one->bytes = realloc(one->bytes, one->capacity + 1);
  }
  char *room = one->bytes + one->count;
  size_t size = one->capacity - one->count;
  int got = one->tls ? SSL_read(one->tls, room, (int)size) : (int)recv(one->socket, room, size, 0);
  if (got <= 0) return 0;
  one->count += (size_t)got;
  one->bytes[one->count] = 0;
  return got;
}

// The length of the head, once it is there.
static size_t read_head(Connection *one) {
  for (;;) {
    char *end = one->count ? memmem(one->bytes, one->count, "\r\n\r\n", 4) : NULL;
    if (end) return (size_t)(end - one->bytes) + 4;
    if (!more(one)) fail("read a head");
  }
}

// Reads one whole answer and forgets it. Returns its status; `length` gets the bytes of its body.
static int read_answer(Connection *one, size_t *length) {
  one->count = 0;
  size_t head = read_head(one);
  int status = atoi(one->bytes + 9);
  one->bytes[head - 1] = 0;
  char *field = strcasestr(one->bytes, "content-length:");
  if (field) {
    size_t size = strtoull(field + 15, NULL, 10);
    while (one->count < head + size)
      if (!more(one)) fail("read a body");
    *length = size;
    return status;
  }
  // In chunks: the sizes lead from one to the next.
  size_t place = head;
  *length = 0;
  for (;;) {
    char *line;
    while (!(line = memmem(one->bytes + place, one->count - place, "\r\n", 2)))
      if (!more(one)) fail("read a chunk");
    size_t size = strtoull(one->bytes + place, NULL, 16);
    size_t next = (size_t)(line - one->bytes) + 2 + size + 2;
    while (one->count < next)
      if (!more(one)) fail("read a chunk");
    if (size == 0) return status;
    *length += size;
    place = next;
  }
}

static int ask(Connection *one, const char *method, const char *target, const char *content,
               size_t *length) {
  size_t size = content ? strlen(content) : 0;
  char *text = malloc(size + strlen(target) + 512);
  int head = sprintf(text,
                     "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
                     method, target, size);
  if (size) memcpy(text + head, content, size);
  send_all(one, text, (size_t)head + size);
  free(text);
  return read_answer(one, length);
}

// The body with a name in it.
static char *named(const char *name) {
  const char *place = strstr(body, "NAME");
  if (!place) fail("find NAME in the body");
  char *text = malloc(strlen(body) + strlen(name));
  sprintf(text, "%.*s%s%s", (int)(place - body), body, name, place + 4);
  return text;
}

// Times

static double *times;
static atomic_size_t timed;
enum { most = 1 << 22 };

static void note(double time) {
  size_t place = atomic_fetch_add(&timed, 1);
  if (place < most) times[place] = time;
}

static int by_size(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return difference < 0 ? -1 : difference > 0;
}

static double share(double part) {
  size_t count = timed < most ? timed : most;
  if (count == 0) fail("measure anything");
  qsort(times, count, sizeof *times, by_size);
  return times[(size_t)((double)(count - 1) * part)];
}

// Work

static double end;
static atomic_long left;
static int writes;

static void *work(void *argument) {
  long number = (long)argument;
  Connection one = dial();
  size_t length;
  for (long round = 0;; round++) {
    // By the clock, or by the number.
    if (end != 0 ? now() >= end : atomic_fetch_sub(&left, 1) <= 0) break;
    double start = now();
    int status;
    if (writes) {
      char name[64];
      sprintf(name, "b%d-%ld-%ld", getpid(), number, round);
      char *content = named(name);
      status = ask(&one, "POST", path, content, &length);
      free(content);
    } else {
      status = ask(&one, "GET", path, NULL, &length);
    }
    if (status != 200 && status != 201) {
      fprintf(stderr, "client: status %d: %.300s\n", status, one.bytes + read_head(&one));
      exit(1);
    }
    note(now() - start);
  }
  return NULL;
}

static void run_workers(int count) {
  pthread_t *threads = calloc((size_t)count, sizeof *threads);
  for (long i = 0; i < count; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

static void rate(int workers, double seconds) {
  double start = now();
  end = start + seconds * 1e6;
  run_workers(workers);
  printf("rate=%.1f p50=%.0f p99=%.0f\n", (double)timed / (now() - start) * 1e6, share(0.5),
         share(0.99));
}

static void list(int rounds) {
  Connection one = dial();
  double best = 1e12;
  size_t length = 0;
  for (int i = 0; i < rounds; i++) {
    double start = now();
    if (ask(&one, "GET", path, NULL, &length) != 200) fail("list");
    double time = now() - start;
    if (time < best) best = time;
  }
  printf("time=%.0f bytes=%zu\n", best, length);
}

// The revision of the collection: no object in its list has a later one.
static unsigned long revision(void) {
  Connection one = dial();
  char target[1024];
  size_t length;
  sprintf(target, "%s?limit=1", path);
  if (ask(&one, "GET", target, NULL, &length) != 200) fail("list");
  unsigned long latest = 0;
  // The head ends with a zero since it was read.
  char *mark = one.bytes + strlen(one.bytes);
  while ((mark = strstr(mark + 1, "\"resourceVersion\":\""))) {
    unsigned long found = strtoul(mark + 19, NULL, 10);
    if (found > latest) latest = found;
  }
  return latest;
}

static Connection open_watch(unsigned long from) {
  Connection one = dial();
  char text[1024];
  int size = sprintf(text,
                     "GET %s?watch=1&resourceVersion=%lu HTTP/1.1\r\nHost: localhost\r\n"
                     "Accept: application/json\r\n\r\n",
                     path, from);
  send_all(&one, text, (size_t)size);
  read_head(&one);
  if (atoi(one.bytes + 9) != 200) fail("open a watch");
  return one;
}

// Each event carries the time at which its create began: `at-<nanoseconds>`.
static void *observe(void *argument) {
  Connection *one = argument;
  size_t seen = 0;
  for (;;) {
    char *mark;
    while ((mark = memmem(one->bytes + seen, one->count - seen, "\"name\":\"at-", 11))) {
      double began = strtod(mark + 11, NULL);
      note(now() - began);
      seen = (size_t)(mark - one->bytes) + 11;
    }
    // Nothing that begins in the last bytes may be missed.
    if (one->count > 1 << 20) {
      size_t keep = one->count - seen < 64 ? one->count - seen : 64;
      memmove(one->bytes, one->bytes + one->count - keep, keep);
      one->count = keep;
      seen = 0;
    }
    if (!more(one)) return NULL;
  }
}

static void fan_out(int watchers, int events) {
  Connection *all = calloc((size_t)watchers, sizeof *all);
  unsigned long from = revision();
  for (int i = 0; i < watchers; i++) {
    all[i] = open_watch(from);
    pthread_t thread;
    pthread_create(&thread, NULL, observe, &all[i]);
  }
  Connection writer = dial();
  size_t length;
  for (int i = 0; i < events; i++) {
    char name[64];
    double start = now();
    sprintf(name, "at-%.0f", start);
    char *content = named(name);
    if (ask(&writer, "POST", path, content, &length) != 201) fail("create");
    free(content);
    usleep(20000);
  }
  double deadline = now() + 60e6;
  while (timed < (size_t)watchers * (size_t)events && now() < deadline) usleep(1000);
  if (timed != (size_t)watchers * (size_t)events) fail("see every event once");
  printf("p50=%.0f p99=%.0f events=%zu\n", share(0.5), share(0.99), (size_t)timed);
  fflush(stdout);
  _exit(0);
}

static void hold(int watchers) {
  unsigned long from = revision();
  for (int i = 0; i < watchers; i++) open_watch(from);
  printf("open=%d\n", watchers);
  fflush(stdout);
  while (getchar() != EOF) {}
}

int main(int count, char **words) {
  if (count < 8) fail("read the arguments");
  signal(SIGPIPE, SIG_IGN);
  port = words[2];
  context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(context, words[3], NULL) != 1 ||
      SSL_CTX_use_certificate_file(context, words[4], SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, words[5], SSL_FILETYPE_PEM) != 1)
    fail("read the certificates");
  times = malloc(most * sizeof *times);
  path = words[6];
  int number = atoi(words[7]);
  double amount = count > 8 ? atof(words[8]) : 0;
  body = count > 9 ? words[9] : "";
  const char *command = words[1];
  if (!strcmp(command, "create")) {
    writes = 1;
    rate(number, amount);
  } else if (!strcmp(command, "fill")) {
    writes = 1;
    left = (long)amount;
    run_workers(number);
    printf("made=%zu\n", (size_t)timed);
  } else if (!strcmp(command, "get")) {
    rate(number, amount);
  } else if (!strcmp(command, "list")) {
    list(number);
  } else if (!strcmp(command, "fanout")) {
    fan_out(number, (int)amount);
  } else if (!strcmp(command, "hold")) {
    hold(number);
  } else {
    fail("understand the command");
  }
  return 0;
}
