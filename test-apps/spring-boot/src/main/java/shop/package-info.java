/** An ordinary Spring Boot application: plain JDBC templates, JPA with an open session in view, transactions. */
package shop;
