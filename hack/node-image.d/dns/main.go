// SPDX-License-Identifier: Apache-2.0

// A cluster's DNS, in the place of CoreDNS, which Debian does not have: names of services, their
// endpoints and pods; all other names are asked for where the node asks. Of CoreDNS's configuration
// it reads the cluster's domain and nothing else.
package main

import (
	"flag"
	"fmt"
	"io/ioutil"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/miekg/dns"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// server answers DNS messages: from the zone what belongs to it, and from others the rest.
type server struct {
	zone     zone
	upstream []string
}

func (s server) ServeDNS(writer dns.ResponseWriter, request *dns.Msg) {
	reply := new(dns.Msg)
	reply.SetReply(request)
	if len(request.Question) != 1 {
		reply.Rcode = dns.RcodeFormatError
		writer.WriteMsg(reply)
		return
	}
	question := request.Question[0]
	found := answer{}
	isOwn := dns.IsSubDomain(s.zone.domain, strings.ToLower(question.Name))
	if isOwn {
		found = s.zone.lookup(question)
	} else if question.Qtype == dns.TypePTR {
		found = s.zone.reverse(question)
	}
	if !isOwn && !found.isKnown {
		writer.WriteMsg(s.forward(writer, request))
		return
	}
	reply.Authoritative = true
	reply.RecursionAvailable = true
	reply.Answer, reply.Extra = found.records, found.extra
	if !found.isKnown {
		reply.Rcode = dns.RcodeNameError
	}
	if len(reply.Answer) == 0 {
		reply.Ns = []dns.RR{s.zone.authority()}
	}
	reply.Compress = true
	if _, isUDP := writer.RemoteAddr().(*net.UDPAddr); isUDP && reply.Len() > sizeOf(request) {
		// To be asked for again over TCP.
		reply.Truncated = true
		reply.Answer, reply.Ns, reply.Extra = nil, nil, nil
	}
	writer.WriteMsg(reply)
}

// sizeOf is how much the asker of a question takes in one packet.
func sizeOf(request *dns.Msg) int {
	if options := request.IsEdns0(); options != nil {
		return int(options.UDPSize())
	}
	return dns.MinMsgSize
}

// authority is what says how long it may be remembered that something is not there.
func (z zone) authority() dns.RR {
	return &dns.SOA{
		Hdr: dns.RR_Header{Name: z.domain, Rrtype: dns.TypeSOA, Class: dns.ClassINET, Ttl: ttl},
		Ns:  "ns.dns." + z.domain, Mbox: "hostmaster." + z.domain,
		Serial: uint32(time.Now().Unix()), Refresh: 7200, Retry: 1800, Expire: 86400, Minttl: ttl,
	}
}

func (s server) forward(writer dns.ResponseWriter, request *dns.Msg) *dns.Msg {
	client := dns.Client{Net: writer.RemoteAddr().Network(), Timeout: 2 * time.Second}
	for _, address := range s.upstream {
		if reply, _, err := client.Exchange(request, address); err == nil {
			return reply
		}
	}
	reply := new(dns.Msg)
	return reply.SetRcode(request, dns.RcodeServerFailure)
}

// domainIn finds the cluster's domain in a configuration of CoreDNS.
func domainIn(configuration string) string {
	found := regexp.MustCompile(`(?m)^\s*kubernetes\s+([^\s{]+)`).FindStringSubmatch(configuration)
	if found == nil {
		return "cluster.local."
	}
	return dns.Fqdn(strings.ToLower(found[1]))
}

// watched is a zone over caches that follow the cluster, once they do.
func watched(domain string) (zone, error) {
	configuration, err := rest.InClusterConfig()
	if err != nil {
		return zone{}, err
	}
	client, err := kubernetes.NewForConfig(configuration)
	if err != nil {
		return zone{}, err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	services, endpoints := factory.Core().V1().Services().Lister(), factory.Core().V1().Endpoints().Lister()
	factory.Core().V1().Services().Informer()
	factory.Core().V1().Endpoints().Informer()
	factory.Start(nil)
	factory.WaitForCacheSync(nil)
	return zone{
		domain: domain,
		service: func(namespace, name string) *v1.Service {
			found, _ := services.Services(namespace).Get(name)
			return found
		},
		endpoints: func(namespace, name string) *v1.Endpoints {
			found, _ := endpoints.Endpoints(namespace).Get(name)
			return found
		},
		services: func() []*v1.Service {
			all, _ := services.List(labels.Everything())
			return all
		},
	}, nil
}

// serveHealth answers the two probes of kubeadm's Deployment.
func serveHealth(isReady *int32) {
	health := http.NewServeMux()
	health.HandleFunc("/health", func(writer http.ResponseWriter, _ *http.Request) { fmt.Fprintln(writer, "OK") })
	ready := http.NewServeMux()
	ready.HandleFunc("/ready", func(writer http.ResponseWriter, _ *http.Request) {
		if atomic.LoadInt32(isReady) == 0 {
			writer.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	go func() { log.Fatal(http.ListenAndServe(":8080", health)) }()
	go func() { log.Fatal(http.ListenAndServe(":8181", ready)) }()
}

// linger waits until it is told to end, and then answers on for as long as nodes may take to hear of it.
func linger() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	<-told
	time.Sleep(5 * time.Second)
	os.Exit(0)
}

func main() {
	go linger()
	path := flag.String("conf", "/etc/coredns/Corefile", "CoreDNS's configuration")
	flag.Parse()
	configuration, err := ioutil.ReadFile(*path)
	if err != nil {
		log.Fatalf("cannot start: %v", err)
	}
	isReady := int32(0)
	serveHealth(&isReady)
	zone, err := watched(domainIn(string(configuration)))
	if err != nil {
		log.Fatalf("cannot watch the cluster: %v", err)
	}
	handler := server{zone: zone}
	if resolver, err := dns.ClientConfigFromFile("/etc/resolv.conf"); err == nil {
		for _, address := range resolver.Servers {
			handler.upstream = append(handler.upstream, net.JoinHostPort(address, resolver.Port))
		}
	}
	atomic.StoreInt32(&isReady, 1)
	go func() { log.Fatal(dns.ListenAndServe(":53", "tcp", handler)) }()
	log.Fatal(dns.ListenAndServe(":53", "udp", handler))
}
