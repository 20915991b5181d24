/* The limit: parses, rates through four tiers in 128-bit integers, rounds half to even, prints. `rate IN OUT ROUNDS` prints seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef __int128 units;

/* Quantities in thousandths, prices in hundred-thousandths, so amounts have eight digits after the point. */
static const long uppers[] = {1000000, 10000000, 100000000};
static const long prices[] = {1250, 935, 710, 519};
static const units first_fee = (units)500000000;
static const long per_cent = 1000000;

static const char *rate(const char *in, char **out) {
  long quantity = 0, lower = 0;
  int digits = -1;
  for (; *in != '\n'; in++) {
    if (*in == '.') { digits = 0; continue; }
    quantity = quantity * 10 + (*in - '0');
    if (digits >= 0) digits++;
  }
  for (int left = 3 - (digits < 0 ? 0 : digits); left > 0; left--) quantity *= 10;
  units amount = first_fee;
  for (int tier = 0; tier < 4; tier++) {
    int last = tier == 3 || quantity <= uppers[tier];
    amount += (units)((last ? quantity : uppers[tier]) - lower) * prices[tier];
    if (last) break;
    lower = uppers[tier];
  }
  long cents = (long)(amount / per_cent), rest = (long)(amount % per_cent);
  if (2 * rest > per_cent || (2 * rest == per_cent && cents % 2 != 0)) cents++;
  char text[24];
  int length = 0;
  for (long whole = cents / 100; length == 0 || whole > 0; whole /= 10) text[length++] = '0' + (char)(whole % 10);
  while (length > 0) *(*out)++ = text[--length];
  if (cents % 100 != 0) {
    *(*out)++ = '.';
    *(*out)++ = '0' + (char)(cents % 100 / 10);
    if (cents % 10 != 0) *(*out)++ = '0' + (char)(cents % 10);
  }
  *(*out)++ = '\n';
  return in + 1;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) return 1;
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *in = malloc((size_t)size + 1), *out = malloc((size_t)size * 4 + 64), *end = out;
  if (in == NULL || out == NULL || fread(in, 1, (size_t)size, file) != (size_t)size) return 1;
  fclose(file);
  for (int round = atoi(argv[3]); round > 0; round--) {
    clock_t start = clock();
    end = out;
    for (const char *at = in; at < in + size;) at = rate(at, &end);
    printf("%.6f\n", (double)(clock() - start) / CLOCKS_PER_SEC);
  }
  file = fopen(argv[2], "wb");
  if (file == NULL) return 1;
  fwrite(out, 1, (size_t)(end - out), file);
  return fclose(file);
}
