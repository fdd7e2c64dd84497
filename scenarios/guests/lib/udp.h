/* ARP replies, ICMP echo replies and UDP over IPv4, without fragments. Answers go to the Ethernet address that asked. */
#pragma once
#include <stdint.h>

/* The far end of a datagram; numbers in host order. */
struct endpoint {
  uint8_t ethernet[6];
  uint16_t port;
  uint32_t ip;
};

enum { UDP_PAYLOAD_MAX = 1472 };

/* receive gets each valid datagram to this port, from the interrupt handler; payload has 4-byte alignment only by luck. */
void udp_init(uint32_t ip, uint16_t port,
              void (*receive)(const struct endpoint *from, const uint8_t *payload, uint32_t length));

/* A second port, whose datagrams go elsewhere. */
void udp_listen(uint16_t port, void (*receive)(const struct endpoint *from, const uint8_t *payload, uint32_t length));

/* From the port of udp_init. Dropped where the card has no free buffer, as any network may. */
void udp_send(const struct endpoint *to, const void *payload, uint32_t length);
